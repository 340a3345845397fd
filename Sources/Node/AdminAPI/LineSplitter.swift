/// Cuts a stream of bytes into lines; one that is too long is refused before it is kept.
struct LineSplitter {
    private let limit: Int
    private var partial: [UInt8] = []
    private(set) var lineNumber = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// The whole lines that a piece completes, without their line feeds.
    mutating func lines(in piece: [UInt8]) throws(AdminError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = piece[...]
        while let end = rest.firstIndex(of: 0x0A) {
            try extend(with: rest[..<end])
            lines.append(partial)
            partial = []
            lineNumber += 1
            rest = rest[(end + 1)...]
        }
        try extend(with: rest)
        return lines
    }

    /// The last line where it has no line feed.
    mutating func finish() -> [UInt8]? {
        guard !partial.isEmpty else { return nil }
        defer { partial = [] }
        lineNumber += 1
        return partial
    }

    private mutating func extend(with bytes: ArraySlice<UInt8>) throws(AdminError) {
        guard partial.count + bytes.count <= limit else {
            var error = AdminError(
                413,
                "TooLarge",
                "line \(lineNumber + 1) has more than \(limit) bytes"
            )
            error.line = lineNumber + 1
            throw error
        }
        partial += bytes
    }
}
