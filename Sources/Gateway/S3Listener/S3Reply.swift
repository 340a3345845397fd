internal import HTTP1
internal import Metrics
internal import NIOCore
internal import S3

/// Writes the answers of the S3 listener: the fields that all of them carry, errors, and the heads of
/// objects.
struct S3Reply {
    let connection: HTTPConnection
    let services: GatewayServices
    /// "bucket/key", or what there is of it.
    let path: [UInt8]

    /// What the path begins with.
    var bucket: [UInt8] { Array(path.prefix { $0 != UInt8(ascii: "/") }) }

    /// What comes behind the bucket and the slash; empty where there is nothing.
    var key: [UInt8] {
        let slash = path.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.endIndex
        return Array(path[slash...])
    }

    private var requestNumber: UInt64 { connection.loopContext.nextRequestNumber() }

    /// The head's beginning: status line, `Date`, request id and `x-headwater`.
    func head(_ status: Int, _ result: MirrorResult, reserving capacity: Int = 512)
        -> ResponseHead
    {
        services.metrics.request(connection.head.method, result).increment()
        services.metrics.response(status).increment()
        var head = ResponseHead(status: status, on: connection, reserving: capacity)
        head.buffer.writeStaticString("x-amz-request-id: ")
        head.buffer.writeHexadecimal(requestNumber)
        head.buffer.writeStaticString("\r\n")
        head.lines(services.provenance(result))
        if connection.head.has(.origin) { head.lines(corsLines) }
        return head
    }

    /// The fields for a page of another origin that asks; costs a look at the bucket.
    private var corsLines: [UInt8] {
        let head = connection.head
        let (origin, method) = connection.withHeadBytes { bytes in
            (
                head.first(.origin).map { String(decoding: bytes[$0], as: UTF8.self) },
                String(decoding: bytes[head.methodRange], as: UTF8.self)
            )
        }
        guard let origin else { return [] }
        return services.corsLines(path, origin: origin, method: method)
    }

    /// An answer without a body.
    func empty(_ status: Int, _ result: MirrorResult = .bypass) {
        var head = head(status, result)
        if status != 204 { head.field("Content-Length", "0") }
        head.end()
        connection.write(head.buffer)
        connection.finish()
    }

    /// A whole answer with a body of ours.
    func document(_ body: [UInt8], type: StaticString = "application/xml") {
        var head = head(200, .bypass, reserving: 512 + body.count)
        head.field("Content-Type", type)
        head.field("Content-Length", UInt64(body.count))
        head.end()
        if connection.head.method != .head { head.buffer.writeBytes(body) }
        connection.write(head.buffer)
        connection.finish()
    }

    func error(
        _ error: S3Error,
        _ result: MirrorResult = .bypass,
        retryAfterSeconds: Int? = nil,
        unsatisfiedSize: UInt64? = nil
    ) {
        let number = requestNumber
        let identifier = String(number, radix: 16)
        let padded = String(repeating: "0", count: 16 - identifier.count) + identifier
        let body = error.xml(requestID: padded, resource: [UInt8(ascii: "/")] + path)
        services.metrics.request(connection.head.method, result).increment()
        services.metrics.response(error.status).increment()
        var head = ResponseHead(
            status: error.status,
            on: connection,
            reserving: 512 + body.count
        )
        head.field("x-amz-request-id", padded.utf8)
        head.lines(services.provenance(result))
        if connection.head.has(.origin) { head.lines(corsLines) }
        if let retryAfterSeconds { head.field("Retry-After", UInt64(max(0, retryAfterSeconds))) }
        if let unsatisfiedSize { head.contentRangeUnsatisfied(size: unsatisfiedSize) }
        head.field("Content-Type", "application/xml")
        head.field("Content-Length", UInt64(body.count))
        head.end()
        // The answer to a HEAD has no body, whatever its head says of one.
        if connection.head.method != .head { head.buffer.writeBytes(body) }
        connection.write(head.buffer)
        connection.finish()
    }

    func noSuchKey(_ result: MirrorResult) {
        let slash = path.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.endIndex
        error(.noSuchKey(path[slash...]), result)
    }
}
