/// The document of a DeleteObjects: up to 1,000 keys.
package struct DeleteRequest: Sendable, Equatable {
    /// The most keys of one request.
    package static let limit = 1_000

    /// One object to delete.
    package struct Item: Sendable, Equatable {
        package let key: [UInt8]
        /// Nil without a version or with `null`, the only one that objects have here.
        package let otherVersion: String?
        /// Without quotes; the object is deleted only if it has this entity tag.
        package let etag: String?
    }

    package let items: [Item]
    /// Only failures are told.
    package let isQuiet: Bool

    /// - Throws: MalformedXML.
    package init(document: XMLElement) throws(S3Error) {
        guard document.name == "Delete" else { throw S3Error(.malformedXML) }
        let objects = document.all("Object")
        guard (1...Self.limit).contains(objects.count) else { throw S3Error(.malformedXML) }
        var items: [Item] = []
        for object in objects {
            guard let key = object.text(of: "Key"), !key.isEmpty else {
                throw S3Error(.malformedXML)
            }
            let version = object.text(of: "VersionId")
            let etag = object.text(of: "ETag")
            items.append(
                Item(
                    key: Array(key.utf8),
                    otherVersion: version.flatMap { $0.isEmpty || $0 == "null" ? nil : $0 },
                    etag: etag.map { text in
                        String(text.drop { $0 == "\"" }.prefix { $0 != "\"" })
                    }
                )
            )
        }
        self.items = items
        isQuiet = document.text(of: "Quiet") == "true"
    }

    /// The answer: for each item nil where it is gone, or why not.
    package func answer(_ failures: [S3Error?]) -> [UInt8] {
        precondition(failures.count == items.count, "\(failures.count) of \(items.count)")
        var writer = XMLWriter(reservingCapacity: 512 + items.count * 128)
        writer.open("DeleteResult", namespace: true)
        for (item, failure) in zip(items, failures) {
            if let failure {
                writer.open("Error")
                writer.element("Key", item.key)
                writer.element("Code", failure.code.rawValue)
                writer.element("Message", failure.message)
                writer.close("Error")
            } else if !isQuiet {
                writer.open("Deleted")
                writer.element("Key", item.key)
                writer.close("Deleted")
            }
        }
        writer.close("DeleteResult")
        return writer.bytes
    }
}
