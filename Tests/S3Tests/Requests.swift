import HTTP1
import S3
import Testing

/// A request as the tests write it, parsed as a connection would.
enum Requests {
    static func with<Result>(
        _ line: String,
        _ fields: [String] = [],
        _ body: (RequestHead, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let lines = ["\(line) HTTP/1.1", "Host: localhost"] + fields
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        return try bytes.withUnsafeBytes { raw in
            var parser = HeadParser()
            var head = RequestHead()
            try #require(try parser.parse(raw, into: &head))
            return try body(head, raw)
        }
    }

    /// The operation, or the code of the error.
    static func operation(_ line: String, _ fields: [String] = []) throws -> S3Operation {
        try with(line, fields) { head, bytes in
            var target = S3Target()
            try target.parse(head, bytes)
            return try S3Operation.classify(head, target, in: bytes)
        }
    }

    static func upload(_ fields: [String], length: Bool = true) throws -> UploadFields {
        try with("PUT /b/k", fields + (length ? ["Content-Length: 3"] : [])) { head, bytes in
            try UploadFields(head, in: bytes)
        }
    }

    /// The code of the error that `body` throws.
    static func code(_ body: () throws -> some Any) -> S3ErrorCode? {
        do {
            _ = try body()
            return nil
        } catch let error as S3Error {
            return error.code
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }
}

func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
}
