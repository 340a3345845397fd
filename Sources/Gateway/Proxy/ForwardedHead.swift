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
        let bound = head.length + ownLines.count + 64
        var buffer = connection.loopContext.takeScratch(bound + joining)
        let isOld = connection.head.minorVersion == 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { space in
            var writer = RawWriter(space)
            received.withUnsafeReadableBytes { bytes in
                writer.write("HTTP/1.1")
                writer.write(bytes, head.statusLine.lowerBound + 8..<head.statusLine.upperBound)
                writer.write("\r\n")
                writeFields(head, bytes, dropsCoding: isOld, &writer)
            }
            writer.write(ownLines)
            if !head.isInterim {
                if !connection.keepsAlive {
                    writer.write("Connection: close\r\n")
                } else if isOld {
                    writer.write("Connection: keep-alive\r\n")
                }
            }
            writer.write("\r\n")
            return writer.count
        }
        return buffer
    }

    /// Copies the lines of the fields that go on, in runs as long as can be.
    private static func writeFields(
        _ head: ReceivedHead,
        _ bytes: UnsafeRawBufferPointer,
        dropsCoding: Bool,
        _ writer: inout RawWriter
    ) {
        guard let first = head.fields.first else { return }
        let dropsCoding = dropsCoding && head.has(.transferEncoding)
        var start = first.name.lowerBound
        let end = head.length - 2
        if HopByHop.appears(in: head) || head.has(.xHeadwater) || dropsCoding {
            for (index, field) in head.fields.enumerated() {
                let isDropped =
                    HopByHop.endsHere(field) || field.known == .xHeadwater
                    || dropsCoding && field.known == .transferEncoding
                    || head.connectionNamesFields
                        && HopByHop.drops(field, of: head.fields, in: bytes)
                guard isDropped else { continue }
                writer.write(bytes, start..<field.name.lowerBound)
                let next = index + 1
                start = next < head.fields.count ? head.fields[next].name.lowerBound : end
            }
        }
        writer.write(bytes, start..<end)
    }
}
