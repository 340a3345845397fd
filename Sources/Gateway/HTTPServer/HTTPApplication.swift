package import HTTP1

/// What answers the requests of a listener; one instance for each event loop, used only there.
package protocol HTTPApplication: AnyObject {
    /// A request's head is complete: answer now, or keep the connection and answer later.
    ///
    /// The body, if there is one, is discarded unless the application sets a
    /// ``HTTPConnection/bodySink`` before it returns. The head stays readable through
    /// ``HTTPConnection/head`` and ``HTTPConnection/withHeadBytes(_:)`` until the answer is finished.
    func receive(_ connection: HTTPConnection)

    /// The bytes of a whole answer to a request that is not HTTP; the connection then closes.
    func refusal(_ error: HTTPError, on connection: HTTPConnection)
}
