import HTTP1
import S3

extension FuzzTarget {
    static let http = [
        FuzzTarget("http-head", texts: heads, httpHead),
        FuzzTarget("response-head", texts: responses, responseHead),
        FuzzTarget("chunked", texts: ["5\nbytes\n3;a=b\nend\n0\nx: y\n\n"], chunked),
        FuzzTarget("aws-chunked", seeds: awsBodies, awsChunked),
        FuzzTarget("http-date", texts: dates) { bytes in
            bytes.withUnsafeBytes { HTTPDate.parse($0) } != nil
        },
        FuzzTarget("range", texts: ranges, range),
    ]

    private static let heads = [
        "GET /b/k HTTP/1.1\nHost: h\nRange: bytes=0-\n\n",
        "PUT http://h:80/b/k?x=y HTTP/1.1\nHost: h\nContent-Length: 3\nExpect: 100-continue\n\n",
        "POST /b?delete HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\nConnection: close\n\n",
        "HEAD / HTTP/1.0\n\n",
    ]
    private static let responses = [
        "HTTP/1.1 200 OK\nContent-Length: 5\nConnection: keep-alive, x\n\n",
        "HTTP/1.1 404\nTransfer-Encoding: chunked\n\n",
        "HTTP/1.0 206 Partial Content\nContent-Range: bytes 0-1/2\n\n",
        "HTTP/1.1 100 Continue\n\n",
    ]
    private static let dates = [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ]
    private static let ranges = [
        "bytes=0-", "bytes=5-9", "Bytes=-3", "bytes=18446744073709551615-",
        "bytes=0-18446744073709551615",
    ]
    private static let awsBodies: [[UInt8]] = {
        let digits = String(repeating: "0a", count: 32)
        let signed =
            "8;chunk-signature=\(digits)\r\n12345678\r\n0;chunk-signature=\(digits)\r\n"
        return [
            [1] + "8\r\n12345678\r\n0\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n".utf8,
            [1] + "\(signed)\r\n".utf8,
            [1] + "\(signed)x-amz-trailer-signature:\(digits)\r\n\r\n".utf8,
        ]
    }()

    /// A head that comes at once and one that comes byte by byte are the same head.
    private static func httpHead(_ bytes: [UInt8]) -> Bool {
        let whole = parse(bytes, pieces: false)
        if bytes.count <= 2_048 {
            precondition(whole == parse(bytes, pieces: true), "pieces change the verdict")
        }
        return whole.isHead
    }

    private static func parse(_ bytes: [UInt8], pieces: Bool) -> Verdict {
        var parser = HeadParser()
        var head = RequestHead()
        return verdict(bytes, pieces) { piece in
            guard try parser.parse(piece, into: &head) else { return nil }
            precondition(head.length <= piece.count)
            for field in head.fields {
                precondition(field.name.upperBound <= field.value.lowerBound)
                precondition(field.value.upperBound <= head.length)
            }
            return "\(head.method) \(head.targetRange) \(head.fields.count) \(head.length) "
                + "\(head.framing) \(head.keepAlive)"
        }
    }

    private static func responseHead(_ bytes: [UInt8]) -> Bool {
        var isHead = false
        for isHeadRequest in [false, true] {
            let whole = parse(bytes, pieces: false, isHeadRequest)
            if bytes.count <= 2_048 {
                let dripped = parse(bytes, pieces: true, isHeadRequest)
                precondition(whole == dripped, "pieces change the verdict")
            }
            isHead = whole.isHead || isHead
        }
        return isHead
    }

    private static func parse(_ bytes: [UInt8], pieces: Bool, _ isHeadRequest: Bool) -> Verdict {
        var parser = ResponseHeadParser()
        var head = ReceivedHead()
        return verdict(bytes, pieces) { piece in
            guard try parser.parse(piece, isHeadRequest: isHeadRequest, into: &head) else {
                return nil
            }
            precondition(head.length <= piece.count && (100...999).contains(head.status))
            if isHeadRequest { precondition(head.framing == .none) }
            _ = HopByHop.appears(in: head)
            return "\(head.status) \(head.fields.count) \(head.length) \(head.framing) "
                + "\(head.keepAlive)"
        }
    }

    /// What a parser said of some bytes.
    private enum Verdict: Equatable {
        case head(String)
        case refused(String)
        case more

        var isHead: Bool {
            guard case .head = self else { return false }
            return true
        }
    }

    private static func verdict(
        _ bytes: [UInt8],
        _ pieces: Bool,
        _ parse: (UnsafeRawBufferPointer) throws -> String?
    ) -> Verdict {
        bytes.withUnsafeBytes { raw in
            for end in pieces ? Array(0...raw.count) : [raw.count] {
                do {
                    if let head = try parse(UnsafeRawBufferPointer(rebasing: raw[..<end])) {
                        return .head(head)
                    }
                } catch {
                    return .refused("\(error)")
                }
            }
            return .more
        }
    }

    /// The same data come out whatever the pieces, and never more than went in.
    private static func chunked(_ bytes: [UInt8]) -> Bool {
        let whole = decode(bytes, pieces: [bytes[...]])
        let dripped = decode(bytes, pieces: bytes.indices.map { bytes[$0...$0] })
        precondition(whole.data == dripped.data && whole.isDone == dripped.isDone)
        precondition(whole.data.count <= bytes.count)
        return whole.isDone
    }

    private static func decode(
        _ bytes: [UInt8],
        pieces: [ArraySlice<UInt8>]
    ) -> (data: [UInt8], isDone: Bool) {
        var decoder = ChunkedDecoder()
        var data: [UInt8] = []
        for piece in pieces {
            let end: Bool? = piece.withUnsafeBytes { raw in
                var position = 0
                while true {
                    do {
                        switch try decoder.decode(raw, position: &position) {
                        case .data(let range): data += raw[range]
                        case .needsMore: return nil
                        case .end: return true
                        }
                    } catch {
                        return false
                    }
                }
            }
            if let end { return (data, end) }
        }
        return (data, false)
    }

    /// The first byte, eight times, is the length that was announced.
    private static func awsChunked(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        var isDone = false
        for form in [AWSChunkedForm.unsignedTrailer, .signed, .signedTrailer] {
            let length = UInt64(first) * 8
            let body = bytes.dropFirst()
            let whole = decode(form, length, [body])
            let dripped = decode(form, length, body.indices.map { body[$0...$0] })
            precondition(whole.data == dripped.data && whole.isDone == dripped.isDone)
            if whole.isDone { precondition(whole.data.count == length, "another length") }
            isDone = whole.isDone || isDone
        }
        return isDone
    }

    private static func decode(
        _ form: AWSChunkedForm,
        _ length: UInt64,
        _ pieces: [ArraySlice<UInt8>]
    ) -> (data: [UInt8], isDone: Bool) {
        var decoder = AWSChunkedDecoder(form, length: length)
        var data: [UInt8] = []
        for piece in pieces {
            let end: Bool? = piece.withUnsafeBytes { raw in
                var position = 0
                while true {
                    do {
                        switch try decoder.decode(raw, position: &position) {
                        case .data(let range): data += raw[range]
                        case .needsMore: return nil
                        case .end: return true
                        case .chunk, .chunkEnd: break
                        }
                    } catch {
                        return false
                    }
                }
            }
            precondition(data.count <= length, "more than was announced")
            if let end { return (data, end) }
        }
        return (data, false)
    }

    /// A part lies in the object and is not empty.
    private static func range(_ bytes: [UInt8]) -> Bool {
        let range = bytes.withUnsafeBytes { ByteRange.parse($0) }
        for size in [0, 1, 9, UInt64(Int64.max), .max] {
            guard case .part(let part) = range.resolve(size: size) else { continue }
            precondition(!part.isEmpty && part.upperBound <= size)
            _ = ByteRange.contentRange(part, size: size)
        }
        return range != .none
    }
}
