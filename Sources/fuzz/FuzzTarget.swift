/// A reader of bytes from outside, attacked with bytes that nobody meant.
///
/// Each either understands or refuses; whatever it does beyond that, such as reading on behind the
/// end, ends the process, which is what the fuzzer looks for. What it understands must also have
/// the properties that the target names.
struct FuzzTarget: Sendable {
    /// The name of the folder with its corpus.
    let name: String
    /// Inputs to begin with, all of which are understood.
    let seeds: [[UInt8]]
    /// Whether the input was understood.
    let run: @Sendable ([UInt8]) -> Bool

    /// All of them.
    static let all = http + requests + documents + catalogue + peers + origins + sealing

    init(
        _ name: String,
        seeds: [[UInt8]],
        _ run: @escaping @Sendable ([UInt8]) -> Bool
    ) {
        self.name = name
        self.seeds = seeds
        self.run = run
    }

    /// The same with texts, whose line ends become those of HTTP.
    init(
        _ name: String,
        texts: [String],
        _ run: @escaping @Sendable ([UInt8]) -> Bool
    ) {
        let seeds = texts.map {
            Array(
                $0.split(separator: "\n", omittingEmptySubsequences: false)
                    .joined(separator: "\r\n").utf8
            )
        }
        self.init(name, seeds: seeds, run)
    }

    /// Whether a reader understood; what it throws is a refusal.
    static func understands(_ read: () throws -> Void) -> Bool {
        do {
            try read()
            return true
        } catch {
            return false
        }
    }

    /// What a reader understood, or nil where it refused.
    static func understood<Value>(_ read: () throws -> Value) -> Value? {
        do {
            return try read()
        } catch {
            return nil
        }
    }
}
