/// What a delegate makes of a piece of a body.
package enum FetchFlow: Sendable {
    case proceed
    /// Not now: the same bytes come again after `FetchHandle.resume()`.
    case pause
    /// No more; the fetch ends as `stopped`.
    case stop
}
