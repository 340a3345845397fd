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

/// The effect of a command.
package struct Applied: Sendable, Equatable {
    package var reply: [UInt8]
    /// False when the session had made this request before, so that nothing was done again.
    package var tookEffect: Bool

    package init(reply: [UInt8], tookEffect: Bool) {
        self.reply = reply
        self.tookEffect = tookEffect
    }
}
