import Synchronization

/// A body in pieces.
final class Pieces: Sendable {
    private let left: Mutex<[[UInt8]]>

    init(_ pieces: [String]) {
        left = Mutex(pieces.map { Array($0.utf8) })
    }

    func next() -> [UInt8]? {
        left.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
