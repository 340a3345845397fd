/// Where a node listens for its peers.
package struct PeerAddress: Sendable, Hashable {
    /// A name or a literal address.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}
