internal import Determinism

/// Damages texts of a protocol at random places, the same way from the same seed.
package struct ByteMutator: Sendable {
    private var generator: SeededGenerator
    /// Bytes that mean something to the parser under test, inserted more often than others.
    private let lively: [UInt8]

    package init(seed: UInt64, lively: String) {
        generator = SeededGenerator(seed: seed)
        self.lively = Array(lively.utf8) + [0x80, 0xC3, 0xFF]
    }

    /// A number from 0 up to a bound, which is above 0.
    package mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &generator)
    }

    /// Changes, removes, inserts, repeats or cuts at one place; leaves an empty text alone.
    package mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let position = below(bytes.count)
        switch below(6) {
        case 0: bytes[position] = lively[below(lively.count)]
        case 1: bytes[position] = UInt8(below(256))
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(lively[below(lively.count)], at: position)
        case 4:
            let piece = bytes[position..<min(bytes.count, position + 20)]
            bytes.insert(contentsOf: piece, at: position)
        default: bytes.removeSubrange(position...)
        }
    }
}
