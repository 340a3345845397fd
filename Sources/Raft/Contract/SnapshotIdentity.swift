/// Which snapshot a part belongs to.
package struct SnapshotIdentity: Sendable, Hashable {
    /// The last entry whose effects it holds.
    package var position: LogPosition
    /// The members in force there.
    package var configuration: Configuration
    /// Chosen by the shell that made it, so that two snapshots of one position are never mixed.
    package var token: UInt64

    package init(position: LogPosition, configuration: Configuration, token: UInt64) {
        self.position = position
        self.configuration = configuration
        self.token = token
    }
}
