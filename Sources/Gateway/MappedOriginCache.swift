package import Catalog
internal import Synchronization

/// Mappings in the form in which misses use them, by key and revision, so that a miss does not make
/// one each time.
///
/// Bounded: when full it starts anew, for its entries are cheap to make again.
package final class MappedOriginCache: Sendable {
    private static let limit = 4_096
    private let entries = Mutex<[MappingKey: MappedOrigin]>([:])

    package init() {}

    /// The mapping in its ready form, made anew when its revision is another.
    package func origin(_ entry: MappingEntry) -> MappedOrigin {
        entries.withLock { entries in
            if let known = entries[entry.key], known.entry.revision == entry.revision {
                return known
            }
            if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
            let origin = MappedOrigin(entry)
            entries[entry.key] = origin
            return origin
        }
    }
}
