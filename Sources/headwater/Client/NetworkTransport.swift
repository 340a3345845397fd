import Fetch

/// The transport of the network.
struct NetworkTransport: AdminTransport {
    /// For a whole call but that of a stream.
    var timeout: Duration = .seconds(30)

    func perform(
        _ method: AdminMethod,
        _ url: String,
        fields: [(name: String, value: String)],
        body: [UInt8]?
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8]) {
        let response = try BlockingHTTP.perform(
            method.blocking,
            url,
            fields: fields,
            body: body,
            timeout: timeout
        )
        return (response.status, response.body)
    }

    func stream(
        _ url: String,
        fields: [(name: String, value: String)],
        onLine: (_ line: [UInt8]) -> Bool
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8]) {
        let response = try BlockingHTTP.stream(.get, url, fields: fields, onLine: onLine)
        return (response.status, response.body)
    }
}
