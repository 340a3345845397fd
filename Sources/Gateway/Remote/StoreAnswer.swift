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

    /// The same for a field of an answer, of which a store's words must not make two.
    var plainText: String {
        let letters = (code ?? "").prefix(64).filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return letters.isEmpty ? "\(status)" : "\(status) \(letters)"
    }

    /// Whether another object would fare no better in this bucket.
    var refusesBucket: Bool {
        switch status {
        case 401, 403, 507: true
        default: code == "NoSuchBucket" || code == "QuotaExceeded"
        }
    }

    /// Whether the same request may do better a little later.
    var mayPass: Bool {
        switch status {
        case 429, 500, 502, 503, 504: true
        case 400: code == "RequestTimeout"
        // An error that came after the head was sent.
        case 200: code == "InternalError" || code == "SlowDown" || code == "ServiceUnavailable"
        case 409: code == "OperationAborted" || code == "ConditionalRequestConflict"
        default: false
        }
    }
}
