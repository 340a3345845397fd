import Fetch

/// Carries a client's requests to a node and waits for the answers.
protocol AdminTransport: Sendable {
    func perform(
        _ method: AdminMethod,
        _ url: String,
        fields: [(name: String, value: String)],
        body: [UInt8]?
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8])

    /// Hands the lines of a 200 out as they arrive; `onLine` ends it by false.
    func stream(
        _ url: String,
        fields: [(name: String, value: String)],
        onLine: (_ line: [UInt8]) -> Bool
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8])
}
