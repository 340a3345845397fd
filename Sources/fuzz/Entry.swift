import Glibc

/// The target that `FUZZ_TARGET` names; the process ends where it names none.
private let chosen: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget.all.first(where: { $0.name == name }) { return target }
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    let message = "FUZZ_TARGET=\"\(name)\" must be one of: \(names)\n"
    write(STDERR_FILENO, message, message.utf8.count)
    exit(2)
}()

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
