internal import Fetch
internal import Mirroring
internal import Routing

/// What a route is run for; called on the fetch thread.
protocol RouteOwner: AnyObject, Sendable {
    /// Bytes of the object that are here, from its first one on.
    var routeOffset: UInt64 { get }
    func routeReceived(_ head: PeerHead)
    /// After `pause` the same bytes come again with `RouteRunner.resume()`.
    func routeReceived(_ body: UnsafeRawBufferPointer) -> FetchFlow
    /// The bytes come from the origin from here on; the route has ended.
    func routeFetches(from offset: UInt64, version: ObjectVersion?)
    /// All bytes are here, and the other side has verified them.
    func routeCompleted()
    /// The store that all members share has the object by now; the route has ended.
    func routeFoundStored()
    func routeFailed(_ failure: MissFailure)
}
