internal import TestSupport

/// Writes down all that was seen, one line each in the order of time, for who looks for the cause.
enum HistoryFile {
    static func write(
        _ history: History,
        _ changes: [Change],
        _ fetches: [OriginFetch],
        to folder: String
    ) throws {
        var lines: [(at: UInt64, text: String)] = history.events.map {
            ($0.at, $0.line(since: history.start))
        }
        for fetch in fetches {
            let at = (fetch.at - history.start) / 1_000
            let text = "\(at) us \(fetch.node ?? "?") GETs \(fetch.key) from byte \(fetch.offset)"
            lines.append((fetch.at, text))
        }
        for operation in history.operations {
            let begin = (operation.begin - history.start) / 1_000
            let end = operation.end == 0 ? "-" : "\((operation.end - history.start) / 1_000)"
            lines.append(
                (
                    operation.begin,
                    "\(begin) \(end) us client \(operation.client) \(operation.key) "
                        + "\(operation.kind) \(operation.outcome) attempts \(operation.attempts)"
                )
            )
        }
        lines.sort { $0.at < $1.at }
        try TextFile.write(
            lines.map(\.text).joined(separator: "\n") + "\n",
            to: folder + "/history"
        )
        try TextFile.write(
            changes.map { "\($0.revision) \($0.key) \($0.value)" }.joined(separator: "\n") + "\n",
            to: folder + "/changes"
        )
    }
}
