/// The number of each kind of message about objects on the wire; never reused.
///
/// An answer to a question shares numbers with answers to reads.
package enum FillMessageTag: UInt8, Sendable {
    case question = 1
    case read = 2
    case delete = 3
    case list = 4
    case head = 5
    case body = 6
    case beat = 7
    case end = 8
    case moved = 9
    case elsewhere = 10
    case unready = 11
    case absent = 12
    case changed = 13
    case refused = 14
    case leaving = 15
    case here = 16
    case deleted = 17
    case page = 18
    case failed = 19
    case stored = 20
}
