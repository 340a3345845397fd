internal import Hashing

/// The object that an upload becomes: judged from the client's list and what the store has.
package struct Completion: Sendable, Equatable {
    /// The smallest part but the last: 5 MiB.
    package static let smallestPart: UInt64 = 5 << 20
    /// The largest object: 5 TiB.
    package static let objectBytes: UInt64 = 5 << 40

    /// Of the parts that were given, those of the object: where they are, in its order.
    package let chosen: [Int]
    /// In bytes.
    package let size: UInt64
    /// MD5 of the MD5s of the parts, a hyphen and their number.
    package let etag: String
    package let checksum: StoredChecksum?

    /// - Parameters:
    ///   - available: all parts of the upload, in ascending order of numbers.
    ///   - claimed: what the request's fields say of the whole object.
    /// - Throws: InvalidPart, EntityTooSmall, EntityTooLarge, BadDigest, InvalidRequest.
    package init(
        _ request: CompletionRequest,
        _ note: UploadNote,
        available: [UploadedPart],
        claimed: ClaimedChecksum? = nil,
        claimedSize: UInt64? = nil
    ) throws(S3Error) {
        var chosen: [Int] = []
        var position = 0
        for part in request.parts {
            while position < available.count, available[position].number < part.number {
                position += 1
            }
            guard position < available.count, available[position].number == part.number,
                Hexadecimal.encode(available[position].md5) == part.etag.lowercased(),
                Self.agree(part.checksums, available[position], note.algorithm)
            else {
                throw S3Error(.invalidPart).with("PartNumber", "\(part.number)")
                    .with("ETag", part.etag)
            }
            chosen.append(position)
        }
        let parts = chosen.map { available[$0] }
        for part in parts.dropLast() where part.size < Self.smallestPart {
            throw S3Error(.entityTooSmall).with("PartNumber", "\(part.number)")
                .with("ProposedSize", "\(part.size)")
                .with("MinSizeAllowed", "\(Self.smallestPart)")
        }
        let size = parts.reduce(0) { $0 + $1.size }
        guard size <= Self.objectBytes else { throw S3Error(.entityTooLarge) }
        guard claimedSize.map({ $0 == size }) ?? true else {
            throw S3Error(
                .invalidRequest,
                "The provided 'x-amz-mp-object-size' header value does not match what was computed."
            )
        }
        self.chosen = chosen
        self.size = size
        etag = Self.etag(of: parts)
        checksum = try Self.checksum(of: parts, note, claimed)
    }

    private static func etag(of parts: [UploadedPart]) -> String {
        let digest = Digest.of(parts.flatMap(\.md5), .md5)
        return Hexadecimal.encode(digest) + "-\(parts.count)"
    }

    /// What the client says of a part is what the store has; other algorithms were checked before.
    private static func agree(
        _ claims: [ClaimedChecksum],
        _ part: UploadedPart,
        _ algorithm: ChecksumAlgorithm?
    ) -> Bool {
        claims.allSatisfy { $0.algorithm != algorithm || $0.value == part.checksum }
    }

    private static func checksum(
        of parts: [UploadedPart],
        _ note: UploadNote,
        _ claimed: ClaimedChecksum?
    ) throws(S3Error) -> StoredChecksum? {
        guard let algorithm = note.algorithm,
            parts.allSatisfy({ $0.checksum.count == algorithm.length })
        else { return nil }
        let value: [UInt8]
        switch note.kind {
        case .composite:
            value = Self.value(over: parts.flatMap(\.checksum), algorithm)
        case .fullObject:
            guard let algorithm = Checksum.Algorithm(algorithm) else { return nil }
            value = ChecksumCombination.combine(
                parts.map { ($0.checksum, $0.size) },
                algorithm
            )
        }
        // A composite checksum is not sent as a claim: only the parts' own are.
        if let claimed, claimed.algorithm == algorithm, note.kind == .fullObject,
            claimed.value != value
        {
            throw S3Error(
                .badDigest,
                "The \(algorithm) you specified did not match the calculated checksum."
            )
        }
        return StoredChecksum(algorithm, note.kind, value: value, parts: UInt32(parts.count))
    }

    private static func value(over bytes: [UInt8], _ algorithm: ChecksumAlgorithm) -> [UInt8] {
        switch algorithm {
        case .sha1: return Digest.of(bytes, .sha1)
        case .sha256: return Digest.of(bytes, .sha256)
        case .crc32, .crc32c, .crc64nvme:
            guard let algorithm = Checksum.Algorithm(algorithm) else { return [] }
            var checksum = Checksum(algorithm)
            bytes.withRawBytes { checksum.update($0) }
            return checksum.value
        }
    }
}
