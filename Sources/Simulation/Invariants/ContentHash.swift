import Raft

/// A digest of what an entry carries (FNV-1a over its bytes).
enum ContentHash {
    static func of(_ entry: Entry) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01B3 }
        switch entry.payload {
        case .empty: mix(1)
        case .command(let bytes):
            mix(2)
            for byte in bytes { mix(UInt64(byte)) }
        case .configuration(let configuration):
            mix(3)
            for node in configuration.voters { mix(node.rawValue) }
            mix(0)
            for node in configuration.learners { mix(node.rawValue) }
        }
        return hash
    }
}
