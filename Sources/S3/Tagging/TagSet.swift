/// The tags of an object, in the order in which they were given.
///
/// Limits are S3's: ten tags, keys of 1 to 128 and values of up to 256 characters, no key twice.
package struct TagSet: Sendable, Equatable {
    /// The most tags of an object.
    package static let limit = 10
    /// UTF-16 code units of a key, as S3 counts.
    package static let keyLimit = 128
    /// UTF-16 code units of a value, as S3 counts.
    package static let valueLimit = 256

    package let tags: [ObjectTag]

    /// No tags.
    package init() {
        tags = []
    }

    /// - Throws: InvalidTag, or BadRequest's kin InvalidArgument for more than ten.
    package init(_ tags: [ObjectTag]) throws(S3Error) {
        guard tags.count <= Self.limit else {
            throw S3Error(.invalidTag, "Object tags cannot be greater than \(Self.limit)")
        }
        for (index, tag) in tags.enumerated() {
            guard (1...Self.keyLimit).contains(tag.key.utf16.count) else {
                throw S3Error(.invalidTag, "The TagKey you have provided is invalid")
                    .with("TagKey", tag.key)
            }
            guard tag.value.utf16.count <= Self.valueLimit else {
                throw S3Error(.invalidTag, "The TagValue you have provided is invalid")
                    .with("TagKey", tag.key)
            }
            guard !tags[..<index].contains(where: { $0.key == tag.key }) else {
                throw S3Error(.invalidTag, "Cannot provide multiple Tags with the same key")
                    .with("TagKey", tag.key)
            }
        }
        self.tags = tags
    }

    /// Reads the value of `x-amz-tagging`, which is written as a query.
    ///
    /// - Throws: InvalidArgument or InvalidTag.
    package init(query: [UInt8]) throws(S3Error) {
        var tags: [ObjectTag] = []
        for item in query.split(separator: UInt8(ascii: "&")) {
            let parts = item.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard let key = Self.decode(parts[0]),
                let value = parts.count == 1 ? "" : Self.decode(parts[1])
            else {
                throw .invalidArgument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL "
                        + "query parameters without tag name duplicates.",
                    name: "x-amz-tagging",
                    value: query
                )
            }
            tags.append(ObjectTag(key: key, value: value))
        }
        try self.init(tags)
    }

    /// Reads a `Tagging` document.
    ///
    /// - Throws: MalformedXML or InvalidTag.
    package init(document: XMLElement) throws(S3Error) {
        guard document.name == "Tagging", let set = document.first("TagSet") else {
            throw S3Error(.malformedXML)
        }
        var tags: [ObjectTag] = []
        for tag in set.all("Tag") {
            guard let key = tag.text(of: "Key"), let value = tag.text(of: "Value") else {
                throw S3Error(.malformedXML)
            }
            tags.append(ObjectTag(key: key, value: value))
        }
        try self.init(tags)
    }

    /// The answer to GetObjectTagging.
    package var document: [UInt8] {
        var writer = XMLWriter()
        writer.open("Tagging", namespace: true)
        writer.open("TagSet")
        for tag in tags {
            writer.open("Tag")
            writer.element("Key", tag.key)
            writer.element("Value", tag.value)
            writer.close("Tag")
        }
        writer.close("TagSet")
        writer.close("Tagging")
        return writer.bytes
    }

    private static func decode(_ text: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        let isWhole = Array(text).withRawBytes { raw in
            PercentCoding.decode(raw, plusIsSpace: true, into: &bytes)
        }
        guard isWhole else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
