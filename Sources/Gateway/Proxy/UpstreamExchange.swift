internal import HTTP1
internal import NIOCore

/// Who takes the answer that comes on an upstream connection; all calls on its event loop.
protocol UpstreamExchange: AnyObject {
    var isHeadRequest: Bool { get }

    /// A connection is there and is this exchange's alone: send the request.
    func connected(_ connection: UpstreamConnection)

    /// There will be no answer, or no whole one; the connection is gone.
    func failed(_ failure: UpstreamFailure)

    /// A head, interim or final, whose bytes begin at the reader index of `bytes`.
    func received(_ head: ReceivedHead, in bytes: ByteBuffer)

    /// A piece of the body; of a chunked one with its chunks, checked.
    func received(body: ByteBuffer)

    /// No more for now: what was held to be joined may go.
    func receivedAllForNow()

    /// The answer is complete. The connection has been given back already, or closed.
    func ended()

    /// The socket takes the bytes of the request again, or no more for now.
    func upstreamWritabilityChanged()
}
