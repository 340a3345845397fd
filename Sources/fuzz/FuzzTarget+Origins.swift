import Catalog
import Mirroring

extension FuzzTarget {
    static let origins = [
        FuzzTarget("origin-url", seeds: urls, url),
        FuzzTarget("origin-head", seeds: originHeads, originHead),
        FuzzTarget("redirect", seeds: redirects, redirect),
        FuzzTarget("content-range", texts: ["bytes 0-4/9", "bytes */9", "bytes 5-5/*"]) { bytes in
            guard let range = ContentRange(String(decoding: bytes, as: UTF8.self)) else {
                return false
            }
            if case .part(let first, let last, let size) = range {
                precondition(first <= last && last < size ?? .max)
            }
            return true
        },
    ]

    private static let urls = [
        "http://a.example/b%20c", "https://[::1]:8443/", "s3://bucket/prefix",
        "s3+http://a.example:9000/bucket",
    ].map { Array($0.utf8) }
    private static let originHeads = [
        """
        200
        Content-Length: 5
        Content-MD5: XUFAKrxLKna5cZ2REBfFkg==
        Repr-Digest: md5=:XUFAKrxLKna5cZ2REBfFkg==:
        Digest: sha-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=
        x-goog-hash: md5=XUFAKrxLKna5cZ2REBfFkg==
        ETag: "5d41402abc4b2a76b9719d911017c592"
        Date: Sun, 06 Nov 1994 09:49:37 GMT
        Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT
        Cache-Control: max-age=5, no-store
        x-amz-meta-a: b
        Accept-Ranges: none
        """,
        "206\nContent-Range: bytes 0-4/9", "302\nLocation: /b", "503\nRetry-After: 5",
        "416\nContent-Range: bytes */9", "200\nx-headwater-via: a, b",
    ].map { Array($0.utf8) }
    private static let redirects = [
        "/a/../b?x#y", "//b.example/c", "https://c.example/%20", "?q", "../d",
    ].map { Array($0.utf8) }

    /// What is a base of objects is no longer than it may be, and gives a URL for every key.
    private static func url(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let isMapped = understands { _ = try OriginURL(text) }
        guard let base = understood({ try OriginBase(text) }) else { return isMapped }
        let object = base.object(key: [0x2F, 0x2E, 0x2E, 0, 0xFF], query: "x-amz-a=b&c=%")
        precondition(object.hasSameAuthority(as: base.url), "a key led to another host")
        precondition(object.text.utf8.allSatisfy { 0x21..<0x7F ~= $0 }, "not a URL")
        return true
    }

    /// The first line is the status, each further one a field.
    private static func originHead(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let first = lines.first, let status = Int(String(decoding: first, as: UTF8.self))
        else { return false }
        let fields = lines.dropFirst().map { line in
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            let value = line[name.endIndex...].dropFirst().drop { $0 == 0x20 }
            return HeaderField(
                String(decoding: name, as: UTF8.self),
                String(decoding: value, as: UTF8.self)
            )
        }
        let head = OriginHead(status: status, fields: fields, contentLength: nil)
        _ = OriginAnswer(head)
        _ = Validator.strong(in: head)
        for isS3 in [false, true] {
            let kept = KeptFields(of: head, isS3: isS3)
            for field in kept.fields {
                precondition(!field.value.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 })
            }
            let digests = ExpectedDigests(of: head, isWhole: true, isS3: isS3)
            precondition(digests.expectations.count <= ExpectedDigests.limit)
        }
        let via = fields.filter { $0.name.lowercased() == LoopRule.fieldName }.map(\.value)
        if case .passed(let names) = LoopRule.judge(via, own: ["a node"]) {
            precondition(names.count < LoopRule.maximumNodes)
        }
        return true
    }

    /// Where it leads is http or https, and never from https to http.
    private static func redirect(_ bytes: [UInt8]) -> Bool {
        let location = String(decoding: bytes, as: UTF8.self)
        var isTaken = false
        for text in ["http://a.example:81/b/c?d", "https://a.example/"] {
            guard let current = understood({ try RequestURL(text) }),
                let target = understood({ try Redirects.resolve(location, against: current) })
            else { continue }
            precondition(current.scheme == .http || target.scheme == .https)
            precondition(target.path.hasPrefix("/") && !target.text.utf8.contains(0x0A))
            precondition(understood { try RequestURL(target.text) } == target, "another URL")
            isTaken = true
        }
        return isTaken
    }
}
