import ArgumentParser

/// Seeds from the first up to, but not including, the end.
struct SeedRange: ExpressibleByArgument, CustomStringConvertible {
    var first: UInt64
    var end: UInt64

    init(first: UInt64, end: UInt64) {
        self.first = first
        self.end = end
    }

    init?(argument: String) {
        let ends = argument.split(separator: "..<", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = UInt64(ends[0]), let end = UInt64(ends[1]), first < end
        else { return nil }
        self.init(first: first, end: end)
    }

    var description: String { "\(first)..<\(end)" }
}
