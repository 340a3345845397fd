package import HTTP1

/// What a browser asks before it lets a page of another origin send a request (Fetch standard).
package struct PreflightRequest: Sendable, Equatable {
    package let origin: String
    package let method: String
    package let headers: [String]

    /// - Throws: InvalidRequest where it is not one.
    package init(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        guard let range = head.first(.origin) else {
            throw S3Error(
                .invalidRequest,
                "Insufficient information. Origin request header needed."
            )
        }
        origin = String(decoding: bytes[range], as: UTF8.self)
        guard let method = head.text("access-control-request-method", in: bytes) else {
            throw S3Error(.invalidRequest, "Invalid Access-Control-Request-Method: null")
        }
        self.method = method
        headers = (head.text("access-control-request-headers", in: bytes) ?? "")
            .split(separator: ",")
            .map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
            .filter { !$0.isEmpty }
    }
}
