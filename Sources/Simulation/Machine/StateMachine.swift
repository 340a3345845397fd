/// What commands are applied to: the simulator's own key-value store now, any other with a
/// workload that speaks its commands.
///
/// Equal commands in equal order must give equal states and replies on every node.
package protocol StateMachine: Sendable {
    init()

    /// The state that `snapshot` wrote.
    init(snapshot: [UInt8])

    /// Applies a committed command, exactly once by its session.
    mutating func apply(_ command: [UInt8]) -> Applied

    /// Answers a read.
    func query(_ query: [UInt8]) -> [UInt8]

    func snapshot() -> [UInt8]

    /// Differs between nodes whose states differ.
    var fingerprint: UInt64 { get }

    /// Breaches for the tests of the simulator.
    mutating func forgetSessions()
}
