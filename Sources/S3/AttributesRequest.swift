package import HTTP1

/// What a GetObjectAttributes asks for.
package struct AttributesRequest: Sendable, Equatable {
    package private(set) var wantsETag = false
    package private(set) var wantsChecksum = false
    package private(set) var wantsParts = false
    package private(set) var wantsStorageClass = false
    package private(set) var wantsSize = false
    /// Parts of one page, 0 to 1,000.
    package private(set) var maxParts = 1_000
    /// Only parts with higher numbers.
    package private(set) var marker: UInt32 = 0

    /// Reads `x-amz-object-attributes` and the fields that go with it.
    ///
    /// - Throws: InvalidArgument or InvalidRequest.
    package init(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        var names: [String] = []
        for field in head.fields where field.known == nil {
            let name = UnsafeRawBufferPointer(rebasing: bytes[field.name])
            guard Token.equal(name, "x-amz-object-attributes") else { continue }
            names += String(decoding: bytes[field.value], as: UTF8.self).split(separator: ",")
                .map { String($0.filter { $0 != " " }) }
        }
        guard !names.isEmpty else {
            throw S3Error(.invalidRequest, "The x-amz-object-attributes header is missing.")
        }
        for name in names {
            switch name {
            case "ETag": wantsETag = true
            case "Checksum": wantsChecksum = true
            case "ObjectParts": wantsParts = true
            case "StorageClass": wantsStorageClass = true
            case "ObjectSize": wantsSize = true
            default:
                throw .invalidArgument(
                    "Invalid attribute name specified.",
                    name: "x-amz-object-attributes",
                    value: name.utf8
                )
            }
        }
        maxParts = min(try Self.number("x-amz-max-parts", head, bytes) ?? 1_000, 1_000)
        marker = UInt32(
            clamping: try Self.number("x-amz-part-number-marker", head, bytes) ?? 0
        )
    }

    private static func number(
        _ name: StaticString,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> Int? {
        guard let text = head.text(name, in: bytes) else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw .invalidArgument("Not a number of at least 0.", name: name, value: text.utf8)
        }
        return number
    }

    /// The answer for an object whose parts, if it was uploaded in such, are `parts`.
    package func document(
        etag: String?,
        size: UInt64,
        checksum: StoredChecksum?,
        parts: [UploadedPart]
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.open("GetObjectAttributesResponse", namespace: true)
        if wantsETag, let etag { writer.element("ETag", etag) }
        if wantsChecksum, let checksum {
            writer.open("Checksum")
            checksum.write(&writer)
            writer.close("Checksum")
        }
        if wantsParts, !parts.isEmpty { write(parts, checksum?.algorithm, &writer) }
        if wantsStorageClass { writer.element("StorageClass", "STANDARD") }
        if wantsSize { writer.element("ObjectSize", "\(size)") }
        writer.close("GetObjectAttributesResponse")
        return writer.bytes
    }

    private func write(
        _ parts: [UploadedPart],
        _ algorithm: ChecksumAlgorithm?,
        _ writer: inout XMLWriter
    ) {
        let following = parts.filter { $0.number > marker }
        let page = following.prefix(maxParts)
        writer.open("ObjectParts")
        writer.element("PartsCount", "\(parts.count)")
        // Without checksums of parts S3 tells only their number.
        if let algorithm, parts.allSatisfy({ $0.checksum.count == algorithm.length }) {
            writer.element("PartNumberMarker", "\(marker)")
            writer.element("NextPartNumberMarker", "\(page.last?.number ?? 0)")
            writer.element("MaxParts", "\(maxParts)")
            writer.element("IsTruncated", following.count > page.count ? "true" : "false")
            for part in page {
                writer.open("Part")
                writer.element("PartNumber", "\(part.number)")
                writer.element("Size", "\(part.size)")
                writer.element(
                    algorithm.elementName,
                    StoredChecksum(algorithm, value: part.checksum).text
                )
                writer.close("Part")
            }
        }
        writer.close("ObjectParts")
    }
}
