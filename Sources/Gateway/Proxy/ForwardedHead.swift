internal import HTTP1
internal import NIOCore

/// Heads on their way through: as they came, without the fields that end here, and with this node's
/// own.
enum ForwardedHead {
    /// The head of the request on `connection` for the store.
    ///
    /// The bytes of the client, untouched, unless it spoke HTTP/1.0, named the host in the target,
    /// or sent fields of the connection.
    ///
    /// - Parameter authority: the store's, for a request without a host.
    static func request(_ connection: HTTPConnection, authority: [UInt8]) -> ByteBuffer {
        let head = connection.head
        if head.minorVersion == 1, head.authorityRange == nil, !HopByHop.appears(in: head) {
            var bytes = connection.headBuffer
            // Empty lines before the request line are not the request's.
            bytes.moveReaderIndex(forwardBy: head.methodRange.lowerBound)
            return bytes
        }
        var buffer = connection.loopContext.takeScratch(head.length + 256)
        connection.withHeadBytes { bytes in
            buffer.writeBytes(bytes[head.methodRange])
            buffer.writeStaticString(" ")
            let target = bytes[head.targetRange]
            // A target in absolute form may have no path (RFC 9112 section 3.2.1).
            if target.first.map({ $0 == UInt8(ascii: "?") }) ?? true {
                buffer.writeStaticString("/")
            }
            buffer.writeBytes(target)
            buffer.writeStaticString(" HTTP/1.1\r\n")
            if let range = head.authorityRange {
                write(host: bytes[range], &buffer)
            } else if !head.has(.host) {
                write(host: authority, &buffer)
            }
            for field in head.fields {
                if HopByHop.drops(field, of: head.fields, in: bytes) { continue }
                if field.known == .host, head.authorityRange != nil { continue }
                write(field, bytes, &buffer)
            }
        }
        buffer.writeStaticString("\r\n")
        return buffer
    }

    private static func write(host: some Sequence<UInt8>, _ buffer: inout ByteBuffer) {
        buffer.writeStaticString("Host: ")
        buffer.writeBytes(host)
        buffer.writeStaticString("\r\n")
    }

    private static func write(
        _ field: RequestHead.Field,
        _ bytes: UnsafeRawBufferPointer,
        _ buffer: inout ByteBuffer
    ) {
        buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[field.name]))
        buffer.writeStaticString(": ")
        buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[field.value]))
        buffer.writeStaticString("\r\n")
    }

    /// The head of the store's answer for the client, of which `received` begins with the bytes.
    ///
    /// - Parameters:
    ///   - ownLines: this node's own fields, each a line.
    ///   - joining: bytes of the body that may be appended to the buffer.
    static func answer(
        _ head: ReceivedHead,
        in received: ByteBuffer,
        to connection: HTTPConnection,
        ownLines: [UInt8],
        joining: Int
    ) -> ByteBuffer {
        var buffer = connection.loopContext.takeScratch(
            head.length + ownLines.count + 64 + joining
        )
        let isOld = connection.head.minorVersion == 0
        let dropsCoding = isOld && head.has(.transferEncoding)
        received.withUnsafeReadableBytes { bytes in
            buffer.writeStaticString("HTTP/1.1")
            let status = head.statusLine.lowerBound + 8..<head.statusLine.upperBound
            buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[status]))
            buffer.writeStaticString("\r\n")
            guard let first = head.fields.first else { return }
            if !HopByHop.appears(in: head), !head.has(.xHeadwater), !dropsCoding {
                let lines = first.name.lowerBound..<head.length - 2
                buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[lines]))
                return
            }
            for field in head.fields {
                // Another node behind this one is not the one that answers.
                if field.known == .xHeadwater { continue }
                if field.known == .transferEncoding, dropsCoding { continue }
                if HopByHop.drops(field, of: head.fields, in: bytes) { continue }
                write(field, bytes, &buffer)
            }
        }
        buffer.writeBytes(ownLines)
        if !head.isInterim {
            if !connection.keepsAlive {
                buffer.writeStaticString("Connection: close\r\n")
            } else if isOld {
                buffer.writeStaticString("Connection: keep-alive\r\n")
            }
        }
        buffer.writeStaticString("\r\n")
        return buffer
    }
}
