internal import Synchronization

/// The one order of all changes, as watchers of all nodes have seen it: whoever comes first at a
/// place writes it down, and all others must see the same there.
final class WatchLog: Sendable {
    private struct State {
        var changes: [Change] = []
        /// How many changes each watcher has seen.
        var seen: [Int]
    }

    private let state: Mutex<State>

    init(watchers: Int) {
        state = Mutex(State(seen: [Int](repeating: 0, count: watchers)))
    }

    /// - Returns: what is wrong with the change, or nil.
    func note(_ change: Change, by watcher: Int) -> String? {
        state.withLock { state in
            let place = state.seen[watcher]
            state.seen[watcher] += 1
            guard place == state.changes.count else {
                let known = state.changes[place]
                return known == change
                    ? nil : "watcher \(watcher) saw \(change) where others saw \(known)"
            }
            let last = state.changes.last?.revision ?? 0
            state.changes.append(change)
            return change.revision > last
                ? nil : "watcher \(watcher) saw \(change) after revision \(last)"
        }
    }

    /// The last revision that a watcher has seen; 0 at first.
    func position(of watcher: Int) -> UInt64 {
        state.withLock { state in
            let seen = state.seen[watcher]
            return seen == 0 ? 0 : state.changes[seen - 1].revision
        }
    }

    var changes: [Change] { state.withLock { $0.changes } }

    /// How many changes each watcher has seen.
    var seen: [Int] { state.withLock { $0.seen } }
}
