package import NIOCore

/// Takes a request's body on the connection's event loop.
///
/// To hold back the sender, call ``HTTPConnection/pauseBody()`` and later
/// ``HTTPConnection/resumeBody()``; what was read already still arrives, at most one read's worth.
package protocol RequestBodySink: AnyObject {
    func bodyReceived(_ bytes: ByteBuffer)
    /// The body came whole, as its framing promised.
    func bodyEnded()
    /// The body will not come whole: broken framing, a reset, or a client too slow.
    func bodyFailed()
}
