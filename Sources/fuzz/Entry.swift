import Glibc

/// The target that `FUZZ_TARGET` names; the process ends where it names none.
private let chosen: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget.all.first(where: { $0.name == name }) { return target }
    end(2, "FUZZ_TARGET=\"\(name)\" must be one of: \(FuzzTarget.all.map(\.name))")
}()

/// Called by libFuzzer once, before all else: with `FUZZ_SEEDS`, writes the seeds of each target to
/// a folder of its name there, prints the names, and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    guard let folder = getenv("FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
    var refused: [String] = []
    for target in FuzzTarget.all {
        mkdir("\(folder)/\(target.name)", 0o755)
        for (number, seed) in target.seeds.enumerated() {
            // A target that understands nothing tests nothing.
            if !target.run(seed) { refused.append("\(target.name) seed \(number)") }
            let path = "\(folder)/\(target.name)/seed-\(number)"
            guard let file = fopen(path, "w"), fwrite(seed, 1, seed.count, file) == seed.count,
                fclose(file) == 0
            else { end(2, "\(path) cannot be written") }
        }
        print(target.name)
    }
    guard refused.isEmpty else { end(2, "not understood: \(refused)") }
    exit(0)
}

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    _ = chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func end(_ code: CInt, _ message: String) -> Never {
    let line = message + "\n"
    write(STDERR_FILENO, line, line.utf8.count)
    exit(code)
}
