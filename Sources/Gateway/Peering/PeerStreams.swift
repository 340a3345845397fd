package import NIOCore

/// The way to the other members: whoever puts a node together has it, and lends it to the gateway.
package protocol PeerStreams: Sendable {
    /// Opens a connection for fills to a member.
    ///
    /// Fails soon when the member cannot be reached: a reader waits. `prepare` runs on the loop when
    /// the connection stands, and adds handlers that receive one `ByteBuffer` for each frame,
    /// without its length, and write frames that begin with their length in 4 bytes, big-endian.
    func open(
        to member: String,
        on loop: any EventLoop,
        prepare: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel>
}
