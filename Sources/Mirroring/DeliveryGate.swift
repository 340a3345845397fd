/// Which bytes of a fill may go out: the last 64 KiB wait until length and digest are verified, so
/// that no reader ever holds a whole object that is wrong (edge 18).
package enum DeliveryGate {
    package static let heldBackBytes: UInt64 = 65_536

    /// The offset up to which readers may be served.
    ///
    /// - Parameters:
    ///   - written: bytes of the object in the spool.
    ///   - size: the declared size; nil where the next byte may be the last, so that the last
    ///     64 KiB of what is there are held.
    ///   - isVerified: everything arrived and is as the origin said.
    package static func releasable(written: UInt64, size: UInt64?, isVerified: Bool) -> UInt64 {
        if isVerified { return written }
        let end = size ?? written
        return min(written, end > heldBackBytes ? end - heldBackBytes : 0)
    }
}
