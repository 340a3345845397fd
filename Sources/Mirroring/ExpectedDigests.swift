package import Hashing

/// The digests that an origin says its object has (edge 18), and the check against the real ones.
package struct ExpectedDigests: Sendable, Equatable {
    /// One digest that the bytes must have.
    package struct Expectation: Sendable, Equatable {
        package let algorithm: Digest.Algorithm
        package let value: [UInt8]
        /// The field that says so, in lower case.
        package let source: String

        package init(algorithm: Digest.Algorithm, value: [UInt8], source: String) {
            self.algorithm = algorithm
            self.value = value
            self.source = source
        }
    }

    /// Expectations at most.
    package static let limit = 16

    /// A digest that is not what the origin said.
    package struct Mismatch: Sendable, Equatable {
        package let source: String
    }

    /// Few: one for each field and algorithm.
    package private(set) var expectations: [Expectation] = []

    package var needsSHA256: Bool { expectations.contains { $0.algorithm == .sha256 } }
    /// The MD5 of the object in lower-case hexadecimal where the origin told it.
    package var md5: String? {
        expectations.first { $0.algorithm == .md5 }.map { Hexadecimal.encode($0.value) }
    }

    package init() {}

    /// What another node was told by the origin; what is malformed says nothing.
    package init(_ expectations: [Expectation]) {
        for expectation in expectations {
            add(expectation.algorithm, expectation.value, from: expectation.source)
        }
    }

    /// Collects what the fields of an answer say; what is malformed says nothing.
    ///
    /// `Content-MD5` and `Content-Digest` speak of the bytes sent, so they count only in an answer
    /// that carries the whole object; `Repr-Digest` (RFC 9530 3), `Digest` (RFC 3230 4.3.2) and an
    /// ETag speak of the whole in any answer.
    package init(of head: OriginHead, isWhole: Bool, isS3: Bool) {
        if isWhole {
            for value in head.fields.all("content-md5") { add(.md5, value, from: "content-md5") }
            addStructured(head.fields.all("content-digest"), from: "content-digest")
        }
        addStructured(head.fields.all("repr-digest"), from: "repr-digest")
        addPlain(head.fields.all("digest"), from: "digest")
        if ExpectedDigests.isAsStoredByGoogle(head) {
            addPlain(head.fields.all("x-goog-hash"), from: "x-goog-hash")
        }
        if isS3, let tag = head.fields.first("etag"), ExpectedDigests.isPlainMD5(head) {
            let digits = tag.hasPrefix("\"") ? tag.dropFirst().dropLast() : tag[...]
            if digits.utf8.count == 32, let value = Hexadecimal.decode(digits) {
                add(.md5, value, from: "etag")
            }
        }
    }

    /// Compares with the digests of the bytes that arrived; nil when all that was said holds.
    ///
    /// - Parameter sha256: may be nil where `needsSHA256` is false.
    package func mismatch(md5: [UInt8], sha256: [UInt8]?) -> Mismatch? {
        for expectation in expectations {
            let actual = expectation.algorithm == .md5 ? md5 : sha256
            guard actual == expectation.value else { return Mismatch(source: expectation.source) }
        }
        return nil
    }

    /// `x-goog-hash` is of the object as stored; Google unpacks gzip on the way out for clients
    /// that ask for identity, and then it is not of the bytes sent.
    private static func isAsStoredByGoogle(_ head: OriginHead) -> Bool {
        let stored = head.fields.first("x-goog-stored-content-encoding") ?? "identity"
        let sent = head.fields.first("content-encoding") ?? "identity"
        return ASCII.lowercased(stored) == ASCII.lowercased(sent)
    }

    /// With keys of a KMS or of the customer, S3's ETag looks like an MD5 and is none.
    private static func isPlainMD5(_ head: OriginHead) -> Bool {
        let encryption = head.fields.first("x-amz-server-side-encryption") ?? "AES256"
        return encryption == "AES256"
            && head.fields.first("x-amz-server-side-encryption-customer-algorithm") == nil
    }

    /// `name=base64` members, names in any case.
    private mutating func addPlain(_ values: [String], from source: String) {
        for member in values.flatMap({ ASCII.list($0) }) {
            guard let (name, value) = ExpectedDigests.split(member) else { continue }
            if let algorithm = ExpectedDigests.algorithm(name) {
                add(algorithm, value, from: source)
            }
        }
    }

    /// `name=:base64:` members of a structured dictionary (RFC 8941 3.2, 3.3.5); the last of
    /// several with one name counts.
    private mutating func addStructured(_ values: [String], from source: String) {
        var last: [(algorithm: Digest.Algorithm, value: String)] = []
        for member in values.flatMap({ ASCII.list($0) }) {
            guard let (name, value) = ExpectedDigests.split(member),
                let algorithm = ExpectedDigests.algorithm(name)
            else { continue }
            let item = ASCII.trimmed(value.prefix { $0 != ";" })
            guard item.utf8.count >= 2, item.hasPrefix(":"), item.hasSuffix(":") else { continue }
            last.removeAll { $0.algorithm == algorithm }
            last.append((algorithm, String(item.dropFirst().dropLast())))
        }
        for (algorithm, value) in last { add(algorithm, value, from: source) }
    }

    private static func split(_ member: String) -> (name: String, value: String)? {
        guard let equals = member.firstIndex(of: "=") else { return nil }
        let name = ASCII.lowercased(ASCII.trimmed(member[..<equals]))
        return (name, ASCII.trimmed(member[member.index(after: equals)...]))
    }

    private static func algorithm(_ name: String) -> Digest.Algorithm? {
        switch name {
        case "md5": .md5
        case "sha-256": .sha256
        default: nil
        }
    }

    private mutating func add(_ algorithm: Digest.Algorithm, _ base64: String, from source: String)
    {
        guard let value = Base64.decode(base64) else { return }
        add(algorithm, value, from: source)
    }

    private mutating func add(_ algorithm: Digest.Algorithm, _ value: [UInt8], from source: String)
    {
        guard value.count == algorithm.length, expectations.count < ExpectedDigests.limit else {
            return
        }
        let expectation = Expectation(algorithm: algorithm, value: value, source: source)
        if !expectations.contains(expectation) { expectations.append(expectation) }
    }
}
