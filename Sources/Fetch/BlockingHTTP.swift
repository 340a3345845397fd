internal import CCurl

/// Requests that block their caller: for the command line client, never for a server's threads.
///
/// No redirects, no proxy, no decoding. Addresses are not judged: the user names the node.
package enum BlockingHTTP {
    /// What the client of the admin API and of the S3 listener sends.
    package enum Method: String, Sendable {
        case get = "GET", head = "HEAD", put = "PUT", post = "POST", delete = "DELETE"
    }

    /// Sends a request and returns the whole answer.
    ///
    /// - Parameters:
    ///   - timeout: for everything together; nil for no bound.
    ///   - maximumBytes: of the body; a larger one is a failure.
    package static func perform(
        _ method: Method,
        _ url: String,
        fields: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        connectTimeout: Duration = .seconds(5),
        timeout: Duration? = .seconds(30),
        certificateAuthorityFile: String? = nil,
        maximumBytes: Int = 256 << 20
    ) throws(BlockingFailure) -> BlockingResponse {
        let exchange = BlockingExchange(isHead: method == .head, maximumBytes: maximumBytes)
        try exchange.send(
            method.rawValue,
            url,
            fields: fields,
            body: body,
            connectTimeout: connectTimeout,
            timeout: timeout,
            certificateAuthorityFile: certificateAuthorityFile
        )
        return try exchange.response()
    }

    /// Sends a request and hands its answer out line by line while it arrives, without line ends.
    ///
    /// Answers other than 200 come back with their body and no line is handed out. There is no
    /// bound on the duration, nor on silence: a watch may be silent for days.
    ///
    /// - Parameters:
    ///   - maximumLineBytes: a longer line is a failure.
    ///   - onLine: false ends the exchange well.
    package static func stream(
        _ method: Method,
        _ url: String,
        fields: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        connectTimeout: Duration = .seconds(5),
        certificateAuthorityFile: String? = nil,
        maximumLineBytes: Int = 1 << 20,
        onLine: (_ line: [UInt8]) -> Bool
    ) throws(BlockingFailure) -> BlockingResponse {
        do {
            return try withoutActuallyEscaping(onLine) { onLine in
                let exchange = BlockingExchange(
                    isHead: method == .head,
                    maximumBytes: maximumLineBytes,
                    onLine: onLine
                )
                try exchange.send(
                    method.rawValue,
                    url,
                    fields: fields,
                    body: body,
                    connectTimeout: connectTimeout,
                    timeout: nil,
                    certificateAuthorityFile: certificateAuthorityFile
                )
                return try exchange.response()
            }
        } catch let failure as BlockingFailure {
            throw failure
        } catch {
            preconditionFailure("an exchange failed in an unknown way: \(error)")
        }
    }
}
