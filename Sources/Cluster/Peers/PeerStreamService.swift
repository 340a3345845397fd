package import NIOCore
package import PeerProtocol

/// Who takes connections of a kind that the transport itself has no use for.
///
/// Called on the channel's event loop after the hello, and before anything else is read: it adds
/// its handlers, which receive one `ByteBuffer` for each frame, without its length, and send
/// frames made by `PeerFraming`. What it throws ends the connection.
package typealias PeerStreamService = @Sendable (PeerCaller, any Channel) throws -> Void
