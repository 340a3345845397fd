internal import Catalog
internal import S3
internal import Synchronization

/// The rules of buckets for pages of other origins, read once for each revision of a bucket.
///
/// Bounded: when full it starts anew, for its entries are cheap to make again.
final class CORSRules: Sendable {
    private struct Entry: Sendable {
        let revision: UInt64
        let rules: CORSConfiguration?
    }

    private static let limit = 1_024
    private let entries = Mutex<[String: Entry]>([:])

    func rules(of bucket: BucketEntry) -> CORSConfiguration? {
        guard !bucket.cors.isEmpty else { return nil }
        let known = entries.withLock { $0[bucket.name] }
        if let known, known.revision == bucket.revision { return known.rules }
        let entry = Entry(
            revision: bucket.revision,
            rules: CORSConfiguration(stored: bucket.cors)
        )
        entries.withLock { entries in
            if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
            entries[bucket.name] = entry
        }
        return entry.rules
    }
}
