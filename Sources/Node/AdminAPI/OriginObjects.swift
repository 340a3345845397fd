internal import JSON

/// A piece of what an s3 origin has.
package struct OriginObjects: Sendable, Equatable {
    /// An object of the origin.
    package struct Item: Sendable, Equatable {
        /// As `bucket/key` here.
        package var path: String
        /// In bytes.
        package var size: UInt64
        /// Whether the asked node's store has it.
        package var isStored: Bool

        package init(path: String, size: UInt64, isStored: Bool) {
            self.path = path
            self.size = size
            self.isStored = isStored
        }
    }

    package var items: [Item]
    /// What to give as `after` for the next page; nil at the end.
    package var next: String?

    package init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    var json: JSONValue {
        [
            "items": .array(
                items.map { item in
                    [
                        "path": .string(item.path), "size": .count(item.size),
                        "stored": .bool(item.isStored),
                    ]
                }
            ),
            "next": .optional(next),
        ]
    }
}
