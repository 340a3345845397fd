internal import HTTP1
internal import NIOCore

/// What one event loop keeps to pass requests through to the store.
final class StoreProxy {
    let pool: UpstreamPool
    /// The store's host and port, for requests that name none.
    let authority: [UInt8]
    let remote: RemoteStore

    init(_ remote: RemoteStore, loop: any EventLoop) {
        self.remote = remote
        authority = Array(remote.endpoint.authority.utf8)
        pool = UpstreamPool(remote, loop: loop)
    }

    /// Passes a request on; its answer comes as that of the connection.
    ///
    /// - Parameter looks: how often the same read may be passed on again.
    func forward(
        _ connection: HTTPConnection,
        _ application: S3Application,
        looks: Int = S3Application.looks
    ) {
        ProxyExchange(connection, application, self, looks: looks).start()
    }
}
