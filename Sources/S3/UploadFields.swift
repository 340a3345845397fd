package import HTTP1
internal import Hashing

/// What the fields of a PutObject say of the object and of its body, validated.
package struct UploadFields: Equatable, Sendable {
    /// When the object may be stored.
    package enum Condition: Equatable, Sendable {
        /// Whether or not there is one.
        case always
        /// `If-None-Match: *`
        case ifAbsent
        /// `If-Match`, with one entity tag without quotes, or `*`.
        case ifMatch(String)
    }

    /// What the body of the request is.
    package enum Purpose: Sendable {
        /// An object, with its fields.
        case object
        /// A part of an object: no fields are kept.
        case part
        /// A document about something: no fields are kept.
        case document
        /// The document that completes an upload; checksum fields speak of the object.
        case completion
        /// None: the fields of an object that comes later or from elsewhere.
        case fieldsOnly
    }

    /// What is kept with the object: Content-Type at least, as sent, in the order sent.
    package private(set) var fields: [StoredField] = []
    /// When the object may be stored.
    package private(set) var condition = Condition.always
    /// What `x-amz-content-sha256` says.
    package private(set) var payload = PayloadHash.absent
    /// Content-MD5, 16 bytes.
    package private(set) var md5: [UInt8]?
    /// The checksum that a field of the head claims.
    package private(set) var checksum: ClaimedChecksum?
    /// The checksum that a completion claims of the whole object.
    package private(set) var objectChecksum: ClaimedChecksum?
    /// What `x-amz-trailer` announces, to be read with `ClaimedChecksum(_:in:)`.
    package private(set) var trailingChecksum: ChecksumAlgorithm?
    /// The length of the object in bytes; nil if the request is chunked and does not tell.
    package private(set) var length: UInt64?
    /// `x-amz-acl`, where it is there.
    package private(set) var acl: CannedACL?
    /// `x-amz-tagging`, where it is there.
    package private(set) var tags: TagSet?

    /// Reads the fields of a request with a body, or of one that says what an object will have.
    ///
    /// - Throws: MissingContentLength, InvalidDigest, InvalidArgument, InvalidRequest, InvalidTag,
    ///   MetadataTooLarge, InvalidStorageClass, and NotImplemented for fields that ask for what
    ///   would otherwise be silently left undone.
    package init(
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer,
        for purpose: Purpose = .object
    ) throws(S3Error) {
        try UploadFeatures.check(head, in: bytes)
        if let value = Self.value(.xAmzContentSHA256, head, bytes) {
            payload = try PayloadHash(value)
        }
        if purpose != .fieldsOnly {
            try takeLength(head, bytes, isOptional: purpose == .document || purpose == .completion)
            try takeDigests(head, bytes, purpose)
        }
        if purpose == .completion {
            objectChecksum = checksum
            checksum = nil
        }
        guard purpose != .part else { return }
        acl = try CannedACL(head, in: bytes)
        try takeCondition(head, bytes)
        guard purpose != .document, purpose != .completion else { return }
        if let value = Self.value(.xAmzTagging, head, bytes) { tags = try TagSet(query: value) }
        try takeFields(head, bytes)
    }

    /// Conditions of S3's conditional writes; others are refused.
    private mutating func takeCondition(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) {
        if let value = Self.value(.ifNoneMatch, head, bytes) {
            guard value == [UInt8(ascii: "*")], !head.isRepeated(.ifNoneMatch),
                !head.has(.ifMatch)
            else { throw .notImplemented("A write with If-None-Match other than *") }
            condition = .ifAbsent
        } else if let value = Self.value(.ifMatch, head, bytes) {
            condition = .ifMatch(try Self.singleTag(value, isRepeated: head.isRepeated(.ifMatch)))
        }
    }

    /// The one entity tag of an If-Match, without quotes.
    ///
    /// - Throws: NotImplemented for lists and weak tags, which cannot name what is to be replaced.
    package static func singleTag(_ value: [UInt8], isRepeated: Bool) throws(S3Error) -> String {
        var position = 0
        let tag = value.withRawBytes { EntityTags.next($0, &position) }
        guard let tag, !tag.isWeak, !isRepeated, position == value.count else {
            throw .notImplemented("A write with If-Match of other than one entity tag")
        }
        return String(decoding: value[tag.range], as: UTF8.self)
    }

    private static func value(
        _ known: KnownField,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> [UInt8]? {
        head.first(known).map { Array(bytes[$0]) }
    }

    private mutating func takeLength(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        isOptional: Bool
    ) throws(S3Error) {
        if case .streaming = payload {
            guard let text = Self.value(.xAmzDecodedContentLength, head, bytes),
                !head.isRepeated(.xAmzDecodedContentLength)
            else {
                throw S3Error(
                    .missingContentLength,
                    "You must provide the x-amz-decoded-content-length HTTP header."
                )
            }
            guard text.count <= 19, text.allSatisfy({ $0 &- 0x30 < 10 }),
                let number = UInt64(String(decoding: text, as: UTF8.self)), number <= Int64.max
            else {
                throw .invalidArgument(
                    "The length is not a number.",
                    name: "x-amz-decoded-content-length",
                    value: text
                )
            }
            length = number
            return
        }
        switch head.framing {
        case .length(let number): length = number
        case .chunked: length = nil
        case .none:
            guard isOptional else { throw S3Error(.missingContentLength) }
            length = 0
        }
    }

    private mutating func takeDigests(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        _ purpose: Purpose
    ) throws(S3Error) {
        if let text = Self.value(.contentMD5, head, bytes) {
            guard !head.isRepeated(.contentMD5),
                let digest = Base64.decode(String(decoding: text, as: UTF8.self)),
                digest.count == 16
            else { throw S3Error(.invalidDigest).with("Content-MD5", text) }
            md5 = digest
        }
        for algorithm in ChecksumAlgorithm.allCases {
            guard var text = Self.value(algorithm.knownField, head, bytes) else { continue }
            // A composite checksum has the number of its parts behind a hyphen.
            if purpose == .completion { text = Array(text.prefix { $0 != UInt8(ascii: "-") }) }
            guard checksum == nil, !head.isRepeated(algorithm.knownField) else {
                throw Self.severalChecksums
            }
            checksum = try ClaimedChecksum(algorithm, base64: text)
        }
        guard let text = Self.value(.xAmzTrailer, head, bytes) else { return }
        guard case .streaming(let form) = payload, form.hasTrailer,
            let algorithm = ChecksumAlgorithm.allCases.first(where: { algorithm in
                text.withRawBytes { Token.equal($0, algorithm.fieldName) }
            })
        else {
            throw S3Error(
                .invalidRequest,
                "The value specified in the x-amz-trailer header is not supported"
            )
        }
        guard checksum == nil else {
            throw Self.severalChecksums
        }
        trailingChecksum = algorithm
    }

    private static let severalChecksums = S3Error(
        .invalidRequest,
        "Expecting a single x-amz-checksum- header."
    )

    private mutating func takeFields(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) {
        var metadataBytes = 0
        for field in head.fields {
            guard let known = field.known, let name = Self.keptName(known, field, bytes) else {
                continue
            }
            var value = Array(bytes[field.value])
            if known == .contentEncoding { value = Self.withoutAWSChunked(value) }
            guard !value.isEmpty || known == .xAmzMeta else { continue }
            let kept = StoredField(name: name, value: value)
            if kept.isMetadata { metadataBytes += kept.metadataBytes }
            guard metadataBytes <= StoredFields.metadataLimit else {
                throw S3Error(.metadataTooLarge)
                    .with("MaxSizeAllowed", "\(StoredFields.metadataLimit)")
            }
            guard value.count <= StoredFields.valueLimit else {
                throw S3Error(.metadataTooLarge, "The value of \(name) is too long.")
            }
            keep(kept)
        }
        if !fields.contains(where: { $0.isNamed("Content-Type") }) {
            fields.insert(StoredField(name: "Content-Type", value: "binary/octet-stream"), at: 0)
        }
    }

    /// A field that comes again is joined to the first, as RFC 9110 section 5.3 says.
    private mutating func keep(_ field: StoredField) {
        guard let index = fields.firstIndex(where: { $0.isNamed(field.name) }) else {
            fields.append(field)
            return
        }
        fields[index] = StoredField(
            name: fields[index].name,
            value: fields[index].value + [UInt8(ascii: ",")] + field.value
        )
    }

    /// The name to keep a field under, or nil if it is not kept.
    ///
    /// User metadata is in lower case.
    private static func keptName(
        _ known: KnownField,
        _ field: RequestHead.Field,
        _ bytes: UnsafeRawBufferPointer
    ) -> String? {
        switch known {
        case .contentType: "Content-Type"
        case .cacheControl: "Cache-Control"
        case .contentDisposition: "Content-Disposition"
        case .contentEncoding: "Content-Encoding"
        case .contentLanguage: "Content-Language"
        case .expires: "Expires"
        case .xAmzMeta: String(decoding: bytes[field.name].map(Token.lower), as: UTF8.self)
        default: nil
        }
    }

    /// The coding that only describes the upload is no property of the object.
    private static func withoutAWSChunked(_ value: [UInt8]) -> [UInt8] {
        value.withRawBytes { raw in
            var elements = ListElements(0..<raw.count)
            var kept: [[UInt8]] = []
            var isChunked = false
            while let element = elements.next(in: raw) {
                let coding = UnsafeRawBufferPointer(rebasing: raw[element])
                if Token.equal(coding, "aws-chunked") {
                    isChunked = true
                } else if !coding.isEmpty {
                    kept.append(Array(coding))
                }
            }
            // As its client wrote it, where there is nothing to take out.
            return isChunked ? Array(kept.joined(separator: ", ".utf8)) : value
        }
    }
}
