package import Catalog
internal import Synchronization

/// Mappings in the form in which misses use them, by key and revision, so that a miss does not make
/// one each time.
///
/// Bounded: when full it starts anew, for its entries are cheap to make again.
package final class MappedOriginCache: Sendable {
    /// The secret key of credentials as their origin wants it.
    package typealias SecretOpener =
        @Sendable (OriginCredentials, MappingKey) throws -> String

    private static let limit = 4_096
    private let entries = Mutex<[MappingKey: MappedOrigin]>([:])

    private let open: SecretOpener

    /// - Parameter open: opens the secrets of credentials, which are stored sealed.
    package init(open: @escaping SecretOpener) {
        self.open = open
    }

    /// The mapping in its ready form, made anew when its revision is another.
    ///
    /// Throws what opening a secret throws.
    package func origin(_ entry: MappingEntry) throws -> MappedOrigin {
        try entries.withLock { entries in
            if let known = entries[entry.key], known.entry.revision == entry.revision {
                return known
            }
            if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
            let origin = try MappedOrigin(entry, open: open)
            entries[entry.key] = origin
            return origin
        }
    }
}
