package import Determinism

/// Remembers for a while which paths no origin has, so that a flood of requests for nothing costs
/// the origin one request (edge 14).
///
/// Bounded; beyond the bound the path remembered longest ago is forgotten, whatever the seed of
/// hashing: the order lives in a queue beside the dictionary.
package struct NegativeCache: Sendable {
    private struct Entry {
        var until: Instant
        var revision: UInt64
        var number: UInt64
    }

    private struct Place {
        var path: [UInt8]
        var number: UInt64
    }

    private let limit: Int
    private var entries: [[UInt8]: Entry] = [:]
    /// Oldest first from `head`; places whose number is not their entry's are stale.
    private var queue: [Place] = []
    private var head = 0
    private var nextNumber: UInt64 = 0

    /// - Parameter limit: paths remembered at most; with the longest of them about 90 MiB.
    package init(limit: Int = 65_536) {
        precondition(limit > 0, "a cache of \(limit) entries")
        self.limit = limit
    }

    /// The entries held, those that have run out included.
    package var count: Int { entries.count }

    /// Remembers a path ("bucket/key") anew until a moment.
    ///
    /// - Parameter revision: of the mapping whose origin was asked; under another one nothing is
    ///   known.
    package mutating func remember(_ path: [UInt8], revision: UInt64, until: Instant) {
        let entry = Entry(until: until, revision: revision, number: nextNumber)
        nextNumber += 1
        if entries.updateValue(entry, forKey: path) == nil, entries.count > limit { evict() }
        queue.append(Place(path: path, number: entry.number))
        compact()
    }

    /// Whether a path is remembered now, by the mapping of this revision.
    package func contains(_ path: [UInt8], revision: UInt64, at now: Instant) -> Bool {
        guard let entry = entries[path] else { return false }
        return entry.revision == revision && now < entry.until
    }

    /// Forgets a path: it was written, or filled.
    package mutating func clear(_ path: [UInt8]) {
        entries[path] = nil
    }

    private mutating func evict() {
        while head < queue.count {
            let place = queue[head]
            head += 1
            guard entries[place.path]?.number == place.number else { continue }
            entries[place.path] = nil
            return
        }
    }

    /// Keeps the queue within a small multiple of the limit, whatever is remembered and cleared.
    private mutating func compact() {
        guard queue.count > 2 * limit + 16 else { return }
        queue = queue[head...].filter { entries[$0.path]?.number == $0.number }
        head = 0
    }
}
