internal import Catalog
internal import Cluster
internal import JSON

/// The feed of changes as lines of NDJSON.
///
/// A put is `{"type":"put","key","value","revision"}`, a delete has no value. `"more":true` marks a
/// change whose revision has further ones: a batch is one revision, so resume after the last line
/// without it. When the history is forgotten under a slow reader, the last line is an error.
package struct ChangeLines: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    let feed: ChangeFeed

    package func makeAsyncIterator() -> Iterator {
        Iterator(feed: feed.makeAsyncIterator())
    }

    /// The place of one reader in the feed.
    package struct Iterator: AsyncIteratorProtocol {
        var feed: ChangeFeed.Iterator

        /// Everything that is there at once, as one element of one or more whole lines.
        package mutating func next() async throws -> [UInt8]? {
            guard let page = try await feed.next() else { return nil }
            switch page {
            case .compacted(let revision):
                return ChangeLines.line(ChangeLines.compacted(revision).errorJSON)
            case .changes(let changes, _):
                return changes.flatMap { ChangeLines.line(ChangeLines.json($0)) }
            }
        }
    }

    static func compacted(_ revision: UInt64) -> AdminError {
        AdminError(
            410,
            "RevisionCompacted",
            "changes up to revision \(revision) are forgotten: list the mappings, then watch from "
                + "the \"revision\" of the listing's first page"
        )
    }

    static func json(_ change: MappingChange) -> JSONValue {
        var members = [
            JSONMember("type", .string(change.mapping == nil ? "delete" : "put")),
            JSONMember("key", .string(change.key.text)),
        ]
        if let mapping = change.mapping { members.append(JSONMember("value", mapping.redacted)) }
        members.append(JSONMember("revision", .count(change.revision)))
        if change.hasMore { members.append(JSONMember("more", .bool(true))) }
        return .object(members)
    }

    private static func line(_ value: JSONValue) -> [UInt8] {
        JSONWriter.bytes(value) + [0x0A]
    }
}
