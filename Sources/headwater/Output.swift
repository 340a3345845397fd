import Glibc
import JSON

/// Lines to standard output and standard error.
enum Output {
    static func line(_ text: String) {
        write(Array(text.utf8) + [0x0A], to: STDOUT_FILENO)
    }

    static func json(_ value: JSONValue) {
        line(JSONWriter.indented(value))
    }

    static func error(_ text: String) {
        write(Array(text.utf8) + [0x0A], to: STDERR_FILENO)
    }

    /// Replaces the line on standard error, for progress.
    static func progress(_ text: String) {
        write(Array("\r\(text)\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Lines and characters of the terminal; those of old where it does not say.
    static var screenSize: (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0
        else { return (24, 80) }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// Replaces what the terminal shows.
    static func screen(_ lines: [String]) {
        let text = lines.map { "\($0)\u{1B}[K\n" }.joined()
        write(Array("\u{1B}[H\(text)\u{1B}[J".utf8), to: STDOUT_FILENO)
    }

    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            // Nobody reads any more: there is nobody to tell.
            if count < 0, errno != EINTR { exit(CommandFailure.Code.refused.rawValue) }
            sent += max(count, 0)
        }
    }
}
