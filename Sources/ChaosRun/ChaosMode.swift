/// Which faults a run has.
package enum ChaosMode: String, Sendable, CaseIterable {
    /// The leader is killed every five seconds; followers are stopped and links cut meanwhile.
    case leader
    /// Every fault of the harness, on any node.
    case mixed
    /// Node after node is told to end and started again, as an upgrade does it; clients may have to
    /// turn to another node once, and nothing that was accepted may break.
    case rolling
    /// The nodes keep their objects in an S3 store, which dies and hangs as they do; objects are
    /// written and deleted as well.
    case store
}
