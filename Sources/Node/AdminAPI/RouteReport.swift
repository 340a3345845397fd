internal import JSON

/// How a miss of a path would be answered.
package struct RouteReport: Sendable, Equatable {
    /// As `bucket/key`.
    package var path: String
    /// The key of the mapping that covers the path; nil when none does.
    package var mapping: String?
    /// The node that would fetch; nil when none would.
    package var fetcher: String?
    /// The members in the order in which they would be tried.
    package var rank: [String]
    package var url: String?

    package init(
        path: String,
        mapping: String?,
        fetcher: String?,
        rank: [String],
        url: String?
    ) {
        self.path = path
        self.mapping = mapping
        self.fetcher = fetcher
        self.rank = rank
        self.url = url
    }

    var json: JSONValue {
        [
            "path": .string(path), "mapping": .optional(mapping), "fetcher": .optional(fetcher),
            "rank": .array(rank.map { .string($0) }), "url": .optional(url),
        ]
    }
}
