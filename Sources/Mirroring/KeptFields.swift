/// Which fields of an origin's answer an object keeps (edge 22, 20, 11).
package struct KeptFields: Sendable, Equatable {
    /// In a fixed order, names in their usual spelling, each once.
    package let fields: [HeaderField]
    /// How many fields were left out because they are too large or cannot stand in a field line.
    package let droppedCount: Int

    /// S3's bound on user metadata: names without their prefix, and values, in bytes.
    package static let maximumMetadataBytes = 2_048
    /// The longest other value; S3 takes 8 KiB for all fields together.
    package static let maximumValueBytes = 2_048

    private static let metadataPrefix = "x-amz-meta-"

    package init(of head: OriginHead, isS3: Bool) {
        var builder = Builder()
        builder.keep("Content-Type", head.fields.first("content-type"))
        builder.keep("Content-Encoding", head.fields.joined("content-encoding"))
        builder.keep("Content-Language", head.fields.joined("content-language"))
        builder.keep("Content-Disposition", head.fields.first("content-disposition"))
        builder.keep("Cache-Control", head.fields.joined("cache-control"))
        builder.keep("Expires", head.fields.first("expires"))
        // The origin's validator and time come first, so that no extra pushes them out.
        builder.keepMetadata("origin-etag", head.fields.first("etag"))
        builder.keepMetadata("origin-last-modified", head.fields.first("last-modified"))
        if isS3 {
            for field in head.fields {
                let name = ASCII.lowercased(field.name)
                guard name.hasPrefix(KeptFields.metadataPrefix) else { continue }
                builder.keepMetadata(
                    String(name.dropFirst(KeptFields.metadataPrefix.utf8.count)),
                    field.value
                )
            }
        }
        fields = builder.fields
        droppedCount = builder.droppedCount
    }

    private struct Builder {
        var fields: [HeaderField] = []
        var droppedCount = 0
        private var metadataBytes = 0

        mutating func keep(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            guard value.utf8.count <= maximumValueBytes, OriginFields.isSafe(value) else {
                droppedCount += 1
                return
            }
            fields.append(HeaderField(name, value))
        }

        mutating func keepMetadata(_ name: String, _ value: String?) {
            guard let value else { return }
            let bytes = name.utf8.count + value.utf8.count
            let fullName = metadataPrefix + name
            guard metadataBytes + bytes <= maximumMetadataBytes, OriginFields.isSafe(value),
                !name.isEmpty, !fields.contains(where: { $0.name == fullName })
            else {
                droppedCount += 1
                return
            }
            metadataBytes += bytes
            fields.append(HeaderField(fullName, value))
        }
    }
}
