internal import S3

/// The store's answer to a request of this node.
struct StoreAnswer: Sendable {
    let status: Int
    let fields: [(name: String, value: String)]
    /// At most `RemoteLimits.documentBytes`.
    let document: [UInt8]

    /// The value of the first field of a name in lower case.
    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name }?.value
    }

    /// S3's code of an error, where the document tells one.
    var code: String? { UploadDocuments.errorCode(document) }

    /// What went wrong, for the log.
    var text: String { code.map { "\(status) \($0)" } ?? "\(status)" }

    /// Whether the same request may do better a little later.
    var mayPass: Bool {
        switch status {
        case 429, 500, 502, 503, 504: true
        case 400: code == "RequestTimeout"
        case 409: code == "OperationAborted" || code == "ConditionalRequestConflict"
        default: false
        }
    }
}
