/// Which faults a run has.
package enum ChaosMode: String, Sendable, CaseIterable {
    /// The leader is killed every five seconds; followers are stopped and links cut meanwhile.
    case leader
    /// Every fault of the harness, on any node.
    case mixed
}
