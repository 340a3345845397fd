/// Figures of an environment at one moment, for metrics and tests.
package struct EnvironmentStatistics: Sendable {
    /// The size of the map, in bytes: what the file may grow to before the map has to.
    package let mapBytes: Int
    /// The bytes of the file that have ever been used, free pages included.
    package let usedBytes: Int
    /// The number of the last commit that changed anything; it counts up by one.
    package let lastCommit: Int
}
