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
