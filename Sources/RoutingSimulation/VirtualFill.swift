internal import Routing

/// A fill of a node: its route, its bytes and who reads along.
final class VirtualFill {
    let path: String
    let node: VirtualNode
    let incarnation: Int
    var route: FillRoute
    var content: [VirtualUnit] = []
    var version: ObjectVersion?
    var readers: [VirtualReader] = []
    /// To other nodes.
    var streams: [VirtualStream] = []
    /// From another node.
    var source: VirtualStream?
    var isFetching = false
    var isOver = false
    /// Counts questions, so that late answers are known.
    var questions = 0
    /// When its fetch from the origin began, and in which view.
    var fetchBegan: (time: UInt64, view: UInt64)?

    init(path: String, node: VirtualNode, route: FillRoute) {
        self.path = path
        self.node = node
        incarnation = node.incarnation
        self.route = route
    }
}
