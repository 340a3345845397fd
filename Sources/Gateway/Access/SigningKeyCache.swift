internal import Catalog
internal import S3

/// Signing keys by access key, day and region, so that a busy client's is made once a day and loop.
///
/// A slot for each hash, the newest wins: bounded without bookkeeping. A slot holds its identity,
/// so a key that was deleted or replaced is never found by its successor.
struct SigningKeyCache {
    private struct Entry {
        let identity: AccessIdentity
        let date: [UInt8]
        let region: [UInt8]
        let key: SigningKey
    }

    /// Clients that sign at the same time for one loop; 300 bytes each.
    private static let slots = 256
    private var entries: [Entry?] = Array(repeating: nil, count: slots)

    /// The last identity of a slot, to be used again while its revision is the stored one.
    func identity(of name: ArraySlice<UInt8>) -> AccessIdentity? {
        guard let entry = entries[Self.slot(name)],
            entry.identity.key.name.utf8.elementsEqual(name)
        else { return nil }
        return entry.identity
    }

    /// The key of an identity for a day and region, made now or before.
    mutating func key(
        _ identity: AccessIdentity,
        date: ArraySlice<UInt8>,
        region: ArraySlice<UInt8>
    ) -> SigningKey {
        let slot = Self.slot(identity.key.name.utf8)
        if let entry = entries[slot], entry.identity === identity,
            entry.date.elementsEqual(date), entry.region.elementsEqual(region)
        {
            return entry.key
        }
        let key = SigningKey(secret: identity.secret, date: date, region: region)
        entries[slot] = Entry(
            identity: identity,
            date: Array(date),
            region: Array(region),
            key: key
        )
        return key
    }

    /// FNV-1a: whoever makes names collide has keys of this cluster, and costs only time.
    private static func slot(_ name: some Sequence<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Int(hash % UInt64(slots))
    }
}
