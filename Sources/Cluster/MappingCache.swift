internal import Catalog
internal import Synchronization

/// Decoded mappings by key and revision, so that a busy mapping is decoded once.
///
/// A slot for each hash, the newest wins: bounded without bookkeeping. An entry whose revision is
/// not the stored one is never given, so nothing has to be thrown out when a mapping changes.
final class MappingCache: Sendable {
    private final class Stripe: Sendable {
        let slots: Mutex<[MappingEntry?]>

        init() {
            slots = Mutex(Array(repeating: nil, count: MappingCache.slotsPerStripe))
        }
    }

    /// Locks, so that event loops seldom meet: more than the loops of a large machine.
    private static let stripeCount = 64
    private static let slotsPerStripe = 64
    private let stripes: [Stripe]

    init() {
        stripes = (0..<Self.stripeCount).map { _ in Stripe() }
    }

    /// The mapping of a stored key and value, decoded now or before.
    func entry(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws -> MappingEntry {
        let revision = try MappingEntry.revision(of: value)
        var hasher = Hasher()
        hasher.combine(bytes: key)
        let hash = UInt(bitPattern: hasher.finalize())
        let stripe = stripes[Int(hash % UInt(Self.stripeCount))]
        let slot = Int(hash / UInt(Self.stripeCount) % UInt(Self.slotsPerStripe))
        let cached = stripe.slots.withLock { $0[slot] }
        if let cached, cached.revision == revision, cached.key.bytes.elementsEqual(key) {
            return cached
        }
        let entry = try MappingEntry(key: key, value: value)
        stripe.slots.withLock { $0[slot] = entry }
        return entry
    }
}
