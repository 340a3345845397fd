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
    /// What `x-amz-trailer` announces, to be read with `ClaimedChecksum(_:in:)`.
    package private(set) var trailingChecksum: ChecksumAlgorithm?
    /// The length of the object in bytes; nil if the request is chunked and does not tell.
    package private(set) var length: UInt64?

    /// Reads the fields of a PUT of an object.
    ///
    /// - Throws: MissingContentLength, InvalidDigest, InvalidArgument, InvalidRequest,
    ///   MetadataTooLarge, InvalidStorageClass, AccessControlListNotSupported, and NotImplemented
    ///   for fields that ask for what would otherwise be silently left undone.
    package init(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        try UploadFeatures.check(head, in: bytes)
        if let value = Self.value(.xAmzContentSHA256, head, bytes) {
            payload = try PayloadHash(value)
        }
        try takeLength(head, bytes)
        try takeDigests(head, bytes)
        if let value = Self.value(.ifNoneMatch, head, bytes) {
            guard value == [UInt8(ascii: "*")], !head.isRepeated(.ifNoneMatch) else {
                throw .notImplemented("PutObject with If-None-Match other than *")
            }
            condition = .ifAbsent
        }
        try takeFields(head, bytes)
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
        _ bytes: UnsafeRawBufferPointer
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
        case .none: throw S3Error(.missingContentLength)
        }
    }

    private mutating func takeDigests(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) {
        if let text = Self.value(.contentMD5, head, bytes) {
            guard !head.isRepeated(.contentMD5),
                let digest = Base64.decode(String(decoding: text, as: UTF8.self)),
                digest.count == 16
            else { throw S3Error(.invalidDigest).with("Content-MD5", text) }
            md5 = digest
        }
        for algorithm in ChecksumAlgorithm.allCases {
            guard let text = Self.value(algorithm.knownField, head, bytes) else { continue }
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
            while let element = elements.next(in: raw) {
                let coding = UnsafeRawBufferPointer(rebasing: raw[element])
                if !coding.isEmpty, !Token.equal(coding, "aws-chunked") {
                    kept.append(Array(coding))
                }
            }
            return Array(kept.joined(separator: [UInt8(ascii: ",")]))
        }
    }
}
