internal import JSON

/// A fill under way.
package struct FillReport: Sendable, Equatable {
    /// Where the bytes come from: the origin, or the node that fetches for all.
    package enum Source: String, Sendable {
        case origin, peer
    }

    /// As `bucket/key`.
    package var path: String
    package var source: Source
    package var fetcher: String
    /// Received so far.
    package var bytes: UInt64
    /// Nil while it is not known.
    package var size: UInt64?
    package var followers: Int
    /// Bytes a second, lately.
    package var rate: UInt64

    package init(
        path: String,
        source: Source,
        fetcher: String,
        bytes: UInt64,
        size: UInt64?,
        followers: Int,
        rate: UInt64
    ) {
        self.path = path
        self.source = source
        self.fetcher = fetcher
        self.bytes = bytes
        self.size = size
        self.followers = followers
        self.rate = rate
    }

    var json: JSONValue {
        [
            "path": .string(path), "source": .string(source.rawValue),
            "fetcher": .string(fetcher), "bytes": .count(bytes),
            "size": size.map { .count($0) } ?? .null, "followers": .count(followers),
            "rate": .count(rate),
        ]
    }
}
