/// The bounds of routing, each with its reason.
package struct RoutingLimits: Sendable {
    /// Former views that are remembered, to ask their fetchers: a restart of a small cluster, node by
    /// node, makes two views a node.
    package var formerViews = 8
    /// How long a node waits for a view that it has only heard of.
    ///
    /// Far longer than the log takes to reach a node, shorter than a reader's patience. Then there is
    /// no quorum for this node, and the last view is in force.
    package var viewPatience: Duration = .seconds(2)
    /// How long members are waited for that were asked whether they have an object or its fill.
    ///
    /// Many round trips of any network, and what a reader waits more when a member hangs undetected.
    package var questionPatience: Duration = .seconds(1)
    /// The pause before a node is asked again that has not caught up yet.
    package var catchUpPause: Duration = .milliseconds(50)
    /// How often that happens before the node is passed over.
    package var catchUps = 40
    /// The first pause when nobody could be reached; each further one is twice as long, up to the
    /// longest.
    package var firstRoundPause: Duration = .milliseconds(200)
    package var longestRoundPause: Duration = .seconds(2)
    /// How often a fill may follow somebody who then turned out to have nothing, before it goes on
    /// as if nobody had: each time is a race lost, and more are a fault.
    package var attachments = 8

    package init() {}
}
