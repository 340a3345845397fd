internal import Determinism
internal import Glibc
internal import TestSupport

/// Fills a node's disk to the last byte, and frees it again.
struct FillDisk: ChaosFault {
    let name = "fill disk"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.claimRandom(using: &generator) else { return false }
        defer { world.release(node.index) }
        guard node.hasDisk, node.isRunning else { return false }
        let milliseconds = Int.random(in: 1_000...8_000, using: &generator)
        let file = node.dataFolder + "/filler"
        node.harm(for: UInt64(milliseconds) + 3_000)
        let bytes = Self.fill(file)
        world.history.note(
            .fault,
            node.index,
            "disk of \(node.name) filled with \(bytes >> 20) MiB for \(milliseconds) ms"
        )
        await world.pause(milliseconds: milliseconds)
        let obstacles = await world.obstacles(of: node) ?? ["no answer"]
        unlink(file)
        node.harm(for: 3_000)
        let said = obstacles.joined(separator: ", ")
        world.history.note(.healed, node.index, "disk of \(node.name) freed; it said: \(said)")
        return true
    }

    /// Writes until the disk takes nothing more; gives the bytes.
    static func fill(_ file: String) -> Int {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var total = 0
        var piece = 1 << 20
        let zeros = [UInt8](repeating: 0, count: piece)
        while piece > 0 {
            let count = zeros.withUnsafeBytes { write(descriptor, $0.baseAddress, piece) }
            if count > 0 { total += count } else { piece /= 2 }
        }
        return total
    }
}
