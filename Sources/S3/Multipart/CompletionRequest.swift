internal import Hashing

/// The document of a CompleteMultipartUpload: which parts make the object.
package struct CompletionRequest: Sendable, Equatable {
    /// One part as the client knows it.
    package struct Part: Sendable, Equatable {
        package let number: UInt32
        /// Without quotes.
        package let etag: String
        /// Those that were given, by algorithm.
        package let checksums: [ClaimedChecksum]
    }

    /// In ascending order of numbers, at least one.
    package let parts: [Part]

    /// - Throws: MalformedXML, InvalidPartOrder, InvalidArgument.
    package init(document: XMLElement) throws(S3Error) {
        guard document.name == "CompleteMultipartUpload" else { throw S3Error(.malformedXML) }
        var parts: [Part] = []
        let elements = document.all("Part")
        guard (1...PartName.limit).contains(elements.count) else { throw S3Error(.malformedXML) }
        for element in elements {
            guard let number = element.text(of: "PartNumber"), let etag = element.text(of: "ETag")
            else { throw S3Error(.malformedXML) }
            var checksums: [ClaimedChecksum] = []
            for algorithm in ChecksumAlgorithm.allCases {
                guard let text = element.text(of: algorithm.elementName.description) else {
                    continue
                }
                guard let value = Base64.decode(text), value.count == algorithm.length else {
                    throw S3Error(.invalidPart)
                }
                checksums.append(ClaimedChecksum(algorithm: algorithm, value: value))
            }
            parts.append(
                Part(
                    number: try PartName.number(Array(number.utf8)),
                    etag: Self.withoutQuotes(etag),
                    checksums: checksums
                )
            )
        }
        for (one, next) in zip(parts, parts.dropFirst()) where one.number >= next.number {
            throw S3Error(.invalidPartOrder)
        }
        self.parts = parts
    }

    private static func withoutQuotes(_ etag: String) -> String {
        let trimmed = etag.drop { $0 == " " || $0 == "\n" || $0 == "\t" }
        let rest = trimmed.dropFirst()
        // One quote alone is no pair: such a tag is that of no part.
        guard trimmed.first == "\"", let end = rest.lastIndex(of: "\"") else {
            return String(trimmed)
        }
        return String(rest[..<end])
    }
}
