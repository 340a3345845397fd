internal import Objects

/// The bounds of misses, each with its reason.
enum MissLimits {
    /// How long the head of a small object is held back for an entity tag: longer than any healthy
    /// origin needs for 64 KiB, shorter than anybody's patience.
    static let headHold: Duration = .seconds(2)
    /// How long a full disk is waited for where no mapping says how long a reader waits.
    static let starvation: Duration = .seconds(30)
    /// The niceness of the threads that compute digests: bytes on their way to readers come first.
    static let digestNiceness: Int32 = 10
    /// What all have read is let go of in pieces of this size, for each costs a system call.
    static let releaseBytes: UInt64 = 1 << 20
    /// How often a full window looks whether the digests have caught up.
    static let digestPoll: Duration = .milliseconds(50)
    /// Bytes ahead of its slowest follower that a fill without a place in the store keeps.
    static let windowBytes: UInt64 = 16 << 20
    /// Bodies up to this size go into the store's index itself; the store's own bound is the same.
    static let inlineBytes = ObjectStoreLimits().inlineBytes
    /// Dirty bytes of a spool after which the kernel is asked to begin writing, so that the fsync at
    /// the end has little left to do.
    static let writebackBytes: UInt64 = 8 << 20
}
