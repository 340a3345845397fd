/// Takes what a fetch brings.
///
/// All calls come on the fetch thread, one at a time: a slow delegate slows all fetches of its
/// thread.
///
/// A fetch holds its delegate strongly until `ended`, which comes exactly once and last.
package protocol FetchDelegate: AnyObject, Sendable {
    /// The head is there. False ends the fetch as `stopped`.
    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool
    /// A piece of the body, valid during the call only.
    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow
    func fetch(_ fetch: FetchHandle, ended: FetchEnd)
}
