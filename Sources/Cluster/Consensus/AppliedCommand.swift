package import Catalog
package import Raft

/// What became of a committed entry.
package struct AppliedCommand: Sendable, Equatable {
    package var position: LogPosition
    package var result: CommandResult
}
