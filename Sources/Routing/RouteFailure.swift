/// Why a route ended without the object.
package enum RouteFailure: Error, Sendable, Equatable {
    /// What the other side said is the answer.
    case refused
    /// Nobody who may fetch the path could be reached in time.
    case unreachable
    /// The object changed at its origin, or cannot be proven not to have: its readers are reset.
    case changed
}
