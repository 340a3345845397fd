/// Whether the origin was asked for an object again only where it had to be.
///
/// A further GET is excused when the node that sent it had just been harmed, so that it could not
/// know better, or when each node that had fetched the object before was harmed after that, so that
/// it may have lost it or been out of reach. All others break the promise of one GET.
struct OriginGetCheck {
    /// What was done to a node may be felt so long after it, in nanoseconds: gossip must find it
    /// again.
    static let shadow: UInt64 = 5_000_000_000

    /// GETs that nothing excuses, in words, by object.
    private(set) var unexcused: [String: [String]] = [:]

    /// - Parameter names: of the nodes, by their places.
    init(_ fetches: [OriginFetch], harms: [HarmSpan], names: [String]) {
        var byKey: [String: [OriginFetch]] = [:]
        for fetch in fetches { byKey[fetch.key, default: []].append(fetch) }
        var byNode: [String: [HarmSpan]] = [:]
        for harm in harms { byNode[names[harm.node], default: []].append(harm) }
        for (key, fetches) in byKey {
            let sorted = fetches.sorted { $0.at < $1.at }
            for (place, fetch) in sorted.enumerated().dropFirst() {
                let former = sorted[..<place]
                let isHarmed = Self.wasHarmed(fetch.node, byNode, from: fetch.at, to: fetch.at)
                let areLost = former.allSatisfy {
                    Self.wasHarmed($0.node, byNode, from: $0.at, to: fetch.at)
                }
                guard !isHarmed, !areLost else { continue }
                let before = former.map { "\($0.node ?? "?") from byte \($0.offset)" }
                unexcused[key, default: []].append(
                    "\(fetch.node ?? "?") fetched \(key) from byte \(fetch.offset) after "
                        + before.joined(separator: ", ")
                )
            }
        }
    }

    private static func wasHarmed(
        _ node: String?,
        _ harms: [String: [HarmSpan]],
        from begin: UInt64,
        to end: UInt64
    ) -> Bool {
        guard let node else { return false }
        return (harms[node] ?? []).contains { $0.begin <= end && $0.end + shadow >= begin }
    }
}
