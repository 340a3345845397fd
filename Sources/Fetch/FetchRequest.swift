/// One request, sent exactly as it stands here: no redirects, no decoding, no proxy, no cookies.
package struct FetchRequest: Sendable {
    /// Origins are only ever read; a store is also written to.
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    package var method: Method
    /// Percent-encoded; its path is sent byte for byte.
    package var url: String
    /// All fields to send, `Host` only to override the URL's.
    ///
    /// A field with a line break is left out, for it would be two.
    package var fields: [(name: String, value: String)]
    /// Sent with PUT and POST; nil for an empty one.
    package var body: FetchBody?
    /// First and last byte for a `Range` field; a nil last means to the end.
    package var range: (first: UInt64, last: UInt64?)?
    /// Name resolution, TCP and TLS together.
    package var connectTimeout: Duration
    /// The longest silence once connected; time in which the delegate pauses does not count.
    package var idleTimeout: Duration
    /// From the start to the end of the head, whatever happens in between; nil for no bound.
    package var headTimeout: Duration?
    /// Certificates that may vouch for the server, in PEM; nil for those of the thread.
    package var certificateAuthorityFile: String?
    /// Whether a new connection is made for it, so that it is sent once at most: libcurl repeats by
    /// itself what went to a kept connection that turns out to be dead.
    package var isSentOnce = false
    /// Judges each address after name resolution, and that of a connection that is used again.
    ///
    /// Called on the fetch thread.
    package var permitsAddress: @Sendable (IPAddress) -> Bool

    package init(
        method: Method = .get,
        url: String,
        fields: [(name: String, value: String)] = [],
        body: FetchBody? = nil,
        range: (first: UInt64, last: UInt64?)? = nil,
        connectTimeout: Duration = .seconds(10),
        idleTimeout: Duration = .seconds(30),
        headTimeout: Duration? = nil,
        permitsAddress: @escaping @Sendable (IPAddress) -> Bool
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.range = range
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.headTimeout = headTimeout
        self.permitsAddress = permitsAddress
    }

    /// Whether the method has a body, be it an empty one.
    var sendsBody: Bool { method == .put || method == .post }
}
