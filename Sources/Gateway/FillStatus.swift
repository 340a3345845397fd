internal import Routing

/// A fill as the admin API lists it.
package struct FillStatus: Sendable {
    package let path: String
    /// Object bytes in the spool that readers may have.
    package let bytes: UInt64
    /// The object's size, when its origin has said it.
    package let size: UInt64?
    /// The member whose bytes these are; nil: they come from the origin.
    package let peer: String?
    package let followers: Int
    /// Bytes a second since the fill began.
    package let rate: UInt64

    init(_ fill: Fill, now: UInt64) {
        let snapshot = fill.snapshot()
        path = String(decoding: fill.path, as: UTF8.self)
        bytes = snapshot.released
        size = snapshot.answer?.size
        peer =
            switch fill.standing {
            case .member(let member): member
            case .origin, .deciding, .seeking: nil
            }
        followers = fill.followerCount
        let elapsed = max(now &- fill.startedNanoseconds, 1_000_000)
        let (high, low) = snapshot.released.multipliedFullWidth(by: 1_000_000_000)
        rate = high < elapsed ? elapsed.dividingFullWidth((high, low)).quotient : .max
    }
}
