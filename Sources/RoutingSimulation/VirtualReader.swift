/// A client that reads one object from one node.
final class VirtualReader {
    enum Outcome: Equatable {
        case waiting, complete
        case failed(String)
    }

    let number: Int
    let path: String
    let node: String
    let began: UInt64
    var content: [VirtualUnit] = []
    var outcome = Outcome.waiting

    init(number: Int, path: String, node: String, began: UInt64) {
        self.number = number
        self.path = path
        self.node = node
        self.began = began
    }
}
