/// Entries through `position` are applied and no longer needed.
///
/// The position and the configuration in force there are saved as the log's new base.
package struct Compaction: Sendable {
    package var position: LogPosition
    package var configuration: Configuration

    package init(position: LogPosition, configuration: Configuration) {
        self.position = position
        self.configuration = configuration
    }
}
