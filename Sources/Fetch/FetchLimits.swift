/// The bounds of what an origin can make a fetch hold.
package enum FetchLimits {
    /// The bytes of a head; servers' own limits lie at 8 to 32 KiB.
    package static let headBytes = 65_536
    package static let headFields = 256
    /// A body nobody wants is read up to this size, so that its connection can be used again: a
    /// redirect or an error page costs less than a new connection.
    package static let drainedBytes = 65_536
    /// And for this long.
    static let drainNanoseconds: UInt64 = 2_000_000_000
    /// Request bodies above this size are sent from a larger buffer, to spare trips to the kernel.
    static let largeBody: UInt64 = 1 << 20
    static let uploadBuffer = 256 << 10
    /// How long a file of authorities may be remembered as it was.
    static let authoritySeconds = 60
    /// Easy handles kept for later fetches; each holds a few KiB.
    static let spareHandles = 256
}
