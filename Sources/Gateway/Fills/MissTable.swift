internal import Determinism
internal import Mirroring
internal import Synchronization

/// What is under way or known for missed paths: one fill a path, one HEAD a path, and the paths
/// that no origin has.
///
/// Taken once for each miss, never for a byte.
final class MissTable: Sendable {
    enum Entry {
        case joined(Fill)
        case began(Fill)
        case absent
        case full
    }

    /// Where a HEAD of a missed path goes.
    enum ProbeEntry {
        case fill(Fill)
        case joined(HeadProbe)
        case began(HeadProbe)
        case full
    }

    private struct State {
        var fills: [[UInt8]: Fill] = [:]
        var probes: [[UInt8]: HeadProbe] = [:]
        var negative = NegativeCache()
        /// Writes of clients under way at the store behind this node, by object or by "bucket/".
        var writes: [[UInt8]: Int] = [:]
    }

    private let state = Mutex(State())
    private let fillLimit: Int

    init(fillLimit: Int) {
        self.fillLimit = fillLimit
    }

    var fills: [Fill] { state.withLock { Array($0.fills.values) } }

    var fillCount: Int { state.withLock { $0.fills.count } }

    /// The fill of a path: the one under way, or a new one that the caller must start.
    ///
    /// - Parameters:
    ///   - position: First byte the reader needs; a fill that has let go of it already cannot be
    ///     joined and is replaced.
    ///   - asReader: Counts the caller among the fill's followers, before anybody can see the fill
    ///     without one.
    func enter(
        _ path: [UInt8],
        position: UInt64,
        asReader: Bool,
        revision: UInt64,
        at now: Instant,
        begin: () -> Fill
    ) -> Entry {
        state.withLock { state in
            if let fill = state.fills[path], fill.snapshot().windowStart <= position {
                if asReader { fill.followerJoined() }
                return .joined(fill)
            }
            if state.negative.contains(path, revision: revision, at: now) { return .absent }
            // A probe has a place of its own for the fill that follows it, so that no HEAD is
            // answered whose object is then not mirrored.
            let isAfterProbe = state.probes[path] != nil
            let others = isAfterProbe ? 0 : state.probes.count
            guard state.fills.count + others < fillLimit else { return .full }
            let fill = begin()
            if asReader { fill.followerJoined() }
            state.fills[path] = fill
            return .began(fill)
        }
    }

    /// The fill of a path, if one is under way.
    func fill(_ path: [UInt8]) -> Fill? {
        state.withLock { $0.fills[path] }
    }

    func remove(_ fill: Fill) {
        state.withLock { state in
            if state.fills[fill.path] === fill { state.fills[fill.path] = nil }
        }
    }

    /// What will tell of a path: its fill, the probe under way, or a new one that the caller must
    /// start; none when there would be no place for the fill that follows it.
    func probe(_ path: [UInt8], begin: () -> HeadProbe) -> ProbeEntry {
        state.withLock { state in
            if let fill = state.fills[path] { return .fill(fill) }
            if let probe = state.probes[path] { return .joined(probe) }
            guard state.fills.count + state.probes.count < fillLimit else { return .full }
            let probe = begin()
            state.probes[path] = probe
            return .began(probe)
        }
    }

    func remove(_ probe: HeadProbe) {
        state.withLock { state in
            if state.probes[probe.path] === probe { state.probes[probe.path] = nil }
        }
    }

    /// Remembers that no origin of the mapping of this revision has the path.
    func rememberAbsent(_ path: [UInt8], revision: UInt64, until: Instant) {
        state.withLock { $0.negative.remember(path, revision: revision, until: until) }
    }

    func isAbsent(_ path: [UInt8], revision: UInt64, at now: Instant) -> Bool {
        state.withLock { $0.negative.contains(path, revision: revision, at: now) }
    }

    /// A client writes or deletes the path: whatever is under way must not be stored over that, and
    /// nobody joins it any more.
    func fence(_ path: [UInt8]) {
        state.withLock { state in
            state.negative.clear(path)
            state.fills.removeValue(forKey: path)?.fence()
        }
    }

    func forgetAbsent(_ path: [UInt8]) {
        state.withLock { $0.negative.clear(path) }
    }

    // MARK: Writes that pass through

    /// A client's write or delete goes to the store behind this node; whether that will allow it
    /// is not known yet.
    func writeBegan(_ written: WrittenObject) {
        state.withLock { $0.writes[written.path, default: 0] += 1 }
    }

    /// The store has answered: from now on what is under way must not be stored over the write, if
    /// there was one.
    func writeEnded(_ written: WrittenObject, isDone: Bool) {
        state.withLock { state in
            let others = (state.writes[written.path] ?? 1) - 1
            state.writes[written.path] = others > 0 ? others : nil
            guard isDone else { return }
            switch written {
            case .object(let path):
                state.negative.clear(path)
                state.fills.removeValue(forKey: path)?.fence()
            case .bucket(let prefix):
                for path in state.fills.keys.filter({ $0.starts(with: prefix) }) {
                    state.fills.removeValue(forKey: path)?.fence()
                }
            }
        }
    }

    /// Whether a write of the path is under way, so that its outcome must be waited for.
    func isBeingWritten(_ path: [UInt8]) -> Bool {
        state.withLock { state in
            guard !state.writes.isEmpty else { return false }
            let bucket = path.prefix { $0 != UInt8(ascii: "/") } + [UInt8(ascii: "/")]
            return state.writes[path] != nil || state.writes[Array(bucket)] != nil
        }
    }
}
