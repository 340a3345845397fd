/// What a node knows of its log: the term and size of each entry that is kept, and the newest
/// entries themselves.
///
/// Entries before `windowStart` are on disk only; all of them are applied, hence never replaced.
/// Invariants: `base.index < windowStart <= last.index + 1`; `marks` has one element for each index
/// in `base.index + 1 ... last.index`; `window` those of `windowStart ... last.index`.
struct Log: Sendable {
    private struct Mark {
        var term: Term
        var bytes: UInt32
    }

    /// The entry before the first one kept: everything up to it is compacted.
    private(set) var base: LogPosition
    private(set) var windowStart: LogIndex
    /// The bytes of all entries that are kept, on disk and in memory.
    private(set) var keptBytes = 0
    private(set) var windowBytes = 0
    private var marks: [Mark] = []
    private var window: [Entry] = []

    init(base: LogPosition) {
        self.base = base
        windowStart = base.index + 1
    }

    var last: LogPosition {
        guard let mark = marks.last else { return base }
        return LogPosition(index: base.index + LogIndex(marks.count), term: mark.term)
    }

    /// The term of the entry at an index; nil where it is compacted or beyond the end.
    func term(at index: LogIndex) -> Term? {
        if index == base.index { return base.term }
        guard index > base.index, index - base.index <= LogIndex(marks.count) else { return nil }
        return marks[Int(index - base.index) - 1].term
    }

    func bytes(at index: LogIndex) -> Int {
        Int(marks[Int(index - base.index) - 1].bytes)
    }

    /// Entries of the window from `start` on: as many as the limits allow, but at least one.
    func entries(
        from start: LogIndex,
        through end: LogIndex,
        maximumBytes: Int,
        maximumCount: Int = .max
    ) -> [Entry] {
        precondition(
            start >= windowStart,
            "entry \(start) is not in memory, \(windowStart) is first"
        )
        guard start <= end, end <= last.index else { return [] }
        var bytes = 0
        var stop = start
        while stop <= end, stop - start < LogIndex(maximumCount) {
            bytes += self.bytes(at: stop)
            if bytes > maximumBytes, stop > start { break }
            stop += 1
        }
        return Array(window[Int(start - windowStart)..<Int(stop - windowStart)])
    }

    /// The last position not after `index` whose term is at most `term`, down to the base: where
    /// two logs can agree at best, skipping a whole term at a time (Raft §5.3, end).
    func lastPosition(notAfter index: LogIndex, term: Term) -> LogPosition {
        var candidate = min(index, last.index)
        while candidate > base.index, let found = self.term(at: candidate) {
            if found <= term { return LogPosition(index: candidate, term: found) }
            candidate -= 1
        }
        return base
    }

    mutating func append(_ entry: Entry) {
        precondition(entry.index == last.index + 1, "\(entry.position) cannot follow \(last)")
        precondition(entry.term >= last.term, "\(entry.position) cannot follow \(last)")
        let bytes = entry.byteCount
        marks.append(Mark(term: entry.term, bytes: UInt32(clamping: bytes)))
        window.append(entry)
        keptBytes += bytes
        windowBytes += bytes
    }

    /// Drops all entries from `index` on.
    mutating func truncate(from index: LogIndex) {
        precondition(index >= windowStart, "applied entries are never replaced")
        while last.index >= index, let mark = marks.popLast() {
            window.removeLast()
            keptBytes -= Int(mark.bytes)
            windowBytes -= Int(mark.bytes)
        }
    }

    /// Forgets all entries up to `index`, which are applied.
    mutating func compact(through index: LogIndex) {
        guard index > base.index, let term = term(at: index) else { return }
        let count = Int(index - base.index)
        keptBytes -= marks[..<count].reduce(0) { $0 + Int($1.bytes) }
        if index >= windowStart { evict(through: index) }
        marks.removeFirst(count)
        base = LogPosition(index: index, term: term)
    }

    /// Takes applied entries out of memory when the window is over its limit, down to half of it
    /// so that the cost is rarely paid.
    mutating func shrinkWindow(applied: LogIndex, limit: Int) {
        guard windowBytes > limit else { return }
        var bytes = windowBytes
        var end = windowStart
        while end <= applied, bytes > limit / 2 {
            bytes -= self.bytes(at: end)
            end += 1
        }
        if end > windowStart { evict(through: end - 1) }
    }

    /// Replaces everything by a snapshot that ends at `position`.
    mutating func reset(to position: LogPosition) {
        self = Log(base: position)
    }

    private mutating func evict(through index: LogIndex) {
        let count = Int(index - windowStart) + 1
        for entry in window[..<count] { windowBytes -= entry.byteCount }
        window.removeFirst(count)
        windowStart = index + 1
    }
}
