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
    /// Whether each try is sent once at most; else one may be repeated unnoticed.
    var isSentOnce = false
    /// How long the store may be silent, where that is less than for others of its kind.
    var patience: Duration?
    /// A look at the store, which is answered soon or is of no use.
    var isQuestion: Bool { method == .head || method == .get }

    init(_ method: FetchRequest.Method, _ path: [UInt8], query: String = "") {
        self.method = method
        self.path = path
        self.query = query
    }
}
