/// One reader of a swarm: whom it asks, what, and what it does with the answer.
package struct SwarmReader: Sendable {
    package var address: ServerAddress
    /// The bytes of the request; not a HEAD.
    package var request: [UInt8]
    package var sink: BodySink
    /// When it begins, counted from the beginning of the run.
    package var start: Duration

    package init(
        _ address: ServerAddress,
        _ request: [UInt8],
        _ sink: BodySink,
        start: Duration = .zero
    ) {
        self.address = address
        self.request = request
        self.sink = sink
        self.start = start
    }

    /// A GET of a target.
    package init(
        _ address: ServerAddress,
        get target: String,
        _ sink: BodySink,
        start: Duration = .zero
    ) {
        let request = "GET \(target) HTTP/1.1\r\nHost: \(address.text)\r\n\r\n"
        self.init(address, Array(request.utf8), sink, start: start)
    }
}
