/// A reply that waits for another thread; forgotten when the connection closes first.
final class PendingReply: ResponseSource {
    private var reply: S3Reply?

    init(_ reply: S3Reply) {
        self.reply = reply
        reply.connection.source = self
    }

    /// The reply, once, and only while somebody waits for it.
    func take() -> S3Reply? {
        reply.take()
    }

    func connectionClosed() {
        reply = nil
    }
}
