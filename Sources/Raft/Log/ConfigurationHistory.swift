/// The configurations in the log that is kept, so that truncation can return to an earlier one.
struct ConfigurationHistory: Sendable {
    private struct Change {
        var index: LogIndex
        var configuration: Configuration
    }

    /// Never empty: the first element is in force at the base of the log.
    private var changes: [Change]

    init(base: LogIndex, configuration: Configuration) {
        changes = [Change(index: base, configuration: configuration)]
    }

    var latest: Configuration { changes[changes.count - 1].configuration }

    var latestIndex: LogIndex { changes[changes.count - 1].index }

    /// The configuration in force after the entry at `index`.
    func configuration(at index: LogIndex) -> Configuration {
        changes.last { $0.index <= index }?.configuration ?? changes[0].configuration
    }

    mutating func append(_ configuration: Configuration, at index: LogIndex) {
        changes.append(Change(index: index, configuration: configuration))
    }

    mutating func truncate(from index: LogIndex) {
        while changes.count > 1, changes[changes.count - 1].index >= index {
            changes.removeLast()
        }
    }

    mutating func compact(through index: LogIndex) {
        while changes.count > 1, changes[1].index <= index {
            changes.removeFirst()
        }
    }
}
