internal import Fetch

/// A request of this node to the store behind it, before it is signed.
struct StoreRequest: Sendable {
    var method: FetchRequest.Method
    /// "bucket/key", "bucket" or nothing; not encoded.
    var path: [UInt8]
    /// Percent-encoded, without the question mark.
    var query = ""
    /// All are signed.
    var fields: [(name: String, value: String)] = []
    var body: FetchBody?
    var idleTimeout = RemoteLimits.idleTimeout

    init(_ method: FetchRequest.Method, _ path: [UInt8], query: String = "") {
        self.method = method
        self.path = path
        self.query = query
    }
}
