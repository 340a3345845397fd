internal import Routing

/// What was forwarded is not forwarded again: no node reads from another what that has from a third.
///
/// One detour is allowed, for a node that cannot reach the third itself.
enum OneHop {
    /// Looks at a stream that is to get something of a fill.
    static func check(_ stream: VirtualStream, of fill: VirtualFill) -> RoutingViolation? {
        guard let source = fill.source, source.hasArrived else { return nil }
        let third = source.request.member
        guard !stream.request.unreachable.contains(third) else { return nil }
        return RoutingViolation(
            rule: .oneHop,
            text: "\(stream.asker.node.name) reads \(fill.path) from \(fill.node.name),"
                + " and that from \(third)"
        )
    }
}
