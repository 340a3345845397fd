internal import Routing

/// A node: what it knows, what it has, and the fills under way.
final class VirtualNode {
    /// Something that waits for a view; told whether that came.
    struct Waiting {
        var view: UInt64
        var number: Int
        var action: (Bool) -> Void
    }

    let name: String
    var surroundings: Surroundings
    var isUp = true
    var incarnation = 1
    /// Versions of the objects that lie here, each with when it was made.
    var store: [String: (content: [VirtualUnit], version: ObjectVersion)] = [:]
    var fills: [String: VirtualFill] = [:]
    var waiting: [Waiting] = []
    /// When it last was not in touch with the others: dead, or cut off.
    var troubledUntil: UInt64 = 0

    init(name: String) {
        self.name = name
        surroundings = Surroundings(name: name)
    }

    /// The fills in a fixed order.
    var sortedFills: [VirtualFill] { fills.sorted { $0.key < $1.key }.map(\.value) }
}
