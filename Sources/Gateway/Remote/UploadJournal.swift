internal import Glibc
internal import Hashing
internal import Synchronization

/// The multipart uploads that this node has begun and not ended, in a file, so that what a crash
/// leaves in the store is found again and aborted (edge 28).
///
/// S3 lists uploads without any mark of who began them or why; a list of one's own is the only one
/// that never names a client's. Each line is short and appended by one write: a kill leaves whole
/// lines, and a line that is not one is passed over.
final class UploadJournal: Sendable {
    /// An upload of which no end is known.
    struct Open: Sendable, Equatable {
        /// nil where not even the store's answer to its beginning is known.
        let upload: String?
        let path: [UInt8]
    }

    private struct State {
        var descriptor: Int32
        var open: [Open]
    }

    private let state: Mutex<State>

    /// What an earlier run has left.
    let leftovers: [Open]

    /// Opens the journal at a path and rewrites it with what is still open; nil where that fails.
    init?(path: String) {
        let open = Self.read(path)
        let fresh = path + ".new"
        let descriptor = Glibc.open(
            fresh,
            O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
            0o600
        )
        guard descriptor >= 0 else { return nil }
        leftovers = open
        state = Mutex(State(descriptor: descriptor, open: open))
        let isWritten = state.withLock { state in
            open.allSatisfy { Self.append(Self.line($0), state.descriptor) }
        }
        guard isWritten, rename(fresh, path) == 0 else { return nil }
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        close(descriptor)
    }

    /// An upload of this path is about to be begun.
    func intend(_ path: [UInt8]) {
        note(Open(upload: nil, path: path))
    }

    /// The store has begun it.
    func began(_ upload: String, _ path: [UInt8]) {
        note(Open(upload: upload, path: path))
        forget(path)
    }

    /// The store did not begin it after all, or what it began is noted.
    func forget(_ path: [UInt8]) {
        end(Open(upload: nil, path: path), "-? \(Hexadecimal.encode(path))\n")
    }

    /// The upload is completed or aborted.
    func ended(_ upload: String) {
        let entry = state.withLock { $0.open.first { $0.upload == upload } }
        if let entry { end(entry, "- \(Hexadecimal.encode(Array(upload.utf8)))\n") }
    }

    /// Whether an upload is one of this node's that has not ended.
    func isOpen(_ upload: String) -> Bool {
        state.withLock { $0.open.contains { $0.upload == upload } }
    }

    private func note(_ entry: Open) {
        state.withLock { state in
            state.open.append(entry)
            _ = Self.append(Self.line(entry), state.descriptor)
        }
    }

    private func end(_ entry: Open, _ line: String) {
        state.withLock { state in
            guard let index = state.open.firstIndex(of: entry) else { return }
            state.open.remove(at: index)
            _ = Self.append(line, state.descriptor)
            // With nothing open, what was written says nothing any more.
            if state.open.isEmpty { _ = ftruncate(state.descriptor, 0) }
        }
    }

    private static func line(_ entry: Open) -> String {
        let path = Hexadecimal.encode(entry.path)
        guard let upload = entry.upload else { return "? \(path)\n" }
        return "+ \(Hexadecimal.encode(Array(upload.utf8))) \(path)\n"
    }

    private static func append(_ line: String, _ descriptor: Int32) -> Bool {
        var line = line
        return line.withUTF8 { write(descriptor, $0.baseAddress, $0.count) == $0.count }
    }

    private static func read(_ path: String) -> [Open] {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < 64 << 20 {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return parse(String(decoding: bytes, as: UTF8.self))
    }

    /// The entries of a journal's text that have no end in it.
    static func parse(_ text: String) -> [Open] {
        var open: [Open] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            let values = words.dropFirst().map { Hexadecimal.decode($0) }
            switch (words.first, values.count) {
            case ("?", 1):
                if let path = values[0] { open.append(Open(upload: nil, path: path)) }
            case ("-?", 1):
                // One of them: the same key may have been begun several times.
                let index = open.firstIndex { $0.upload == nil && $0.path == values[0] }
                if let index { open.remove(at: index) }
            case ("+", 2):
                guard let upload = values[0], let path = values[1] else { continue }
                open.append(Open(upload: String(decoding: upload, as: UTF8.self), path: path))
            case ("-", 1):
                guard let upload = values[0] else { continue }
                open.removeAll { $0.upload == String(decoding: upload, as: UTF8.self) }
            default: continue
            }
        }
        return open
    }
}
