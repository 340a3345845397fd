import Glibc

/// The lines of a file or of standard input ("-"), one after the other, without their line ends.
final class LineFile {
    private let file: UnsafeMutablePointer<FILE>
    private var buffer: UnsafeMutablePointer<CChar>?
    private var capacity = 0

    init(_ path: String) throws(CommandFailure) {
        let isOwned = path != "-"
        if isOwned {
            file = try TextFile.open(path, "re")
        } else {
            guard let input = fdopen(dup(STDIN_FILENO), "r") else {
                throw CommandFailure(.refused, "standard input cannot be read")
            }
            file = input
        }
    }

    deinit {
        free(buffer)
        fclose(file)
    }

    func next() -> [UInt8]? {
        let count = getline(&buffer, &capacity, file)
        guard count >= 0, let buffer else { return nil }
        var bytes = UnsafeBufferPointer(start: buffer, count: count).map { UInt8(bitPattern: $0) }
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        return bytes
    }
}
