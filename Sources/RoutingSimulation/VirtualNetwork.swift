internal import Determinism

/// Which nodes cannot hear which, and since when or until when that was so.
struct VirtualNetwork {
    /// From one node to another.
    private var cuts: [String: Set<String>] = [:]
    private var healed: [String: UInt64] = [:]

    mutating func cut(from one: VirtualNode, to two: VirtualNode) {
        cuts[one.name, default: []].insert(two.name)
    }

    mutating func heal(_ one: VirtualNode, _ two: VirtualNode, at now: UInt64) {
        cuts[one.name]?.remove(two.name)
        cuts[two.name]?.remove(one.name)
        healed[key(one, two)] = now
    }

    func carries(_ one: VirtualNode, _ two: VirtualNode) -> Bool {
        !(cuts[one.name]?.contains(two.name) ?? false)
    }

    func isCut(_ one: VirtualNode, _ two: VirtualNode) -> Bool {
        !carries(one, two) || !carries(two, one)
    }

    /// When two were last cut off from each other; 0: never.
    func cut(_ one: VirtualNode, _ two: VirtualNode) -> UInt64 {
        healed[key(one, two)] ?? 0
    }

    private func key(_ one: VirtualNode, _ two: VirtualNode) -> String {
        one.name < two.name ? one.name + " " + two.name : two.name + " " + one.name
    }
}
