/// The limits of the disk store, each with the reason for its value.
package struct ObjectStoreLimits: Sendable {
    /// The longest bucket name, in bytes: the longest that S3 ever allowed.
    package static let bucketBytes = 255

    /// The longest key, in bytes: S3's limit.
    package static let keyBytes = 1_024

    /// The longest path: bucket, slash and key.
    package static let pathBytes = bucketBytes + 1 + keyBytes

    /// Whether a path is a bucket, a slash and a key, each within its limit.
    static func isPath(_ path: [UInt8]) -> Bool {
        guard let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return (1...bucketBytes).contains(slash)
            && (1...keyBytes).contains(path.count - slash - 1)
    }

    /// The longest entity tag, in bytes without quotes.
    ///
    /// An MD5 has 32, a multipart tag 38.
    package static let etagBytes = 256

    /// The longest header block, in bytes.
    ///
    /// S3 allows 8 KiB of headers and 2 KiB of user metadata.
    package static let headerBlockBytes = 64 << 10

    /// The longest attributes, in bytes: ten tags of 384 characters, of up to 4 bytes each, and
    /// checksums.
    package static let attributesBytes = 32 << 10

    /// The longest detail of a segment, in bytes: the longest checksum is SHA-256.
    package static let segmentDetailBytes = 64

    /// The parts of one upload: S3's limit.
    package static let parts = 10_000

    /// What is kept of an upload until it is completed: fields and attributes of the object to be.
    package static let uploadNoteBytes = headerBlockBytes + attributesBytes

    /// Bodies up to this many bytes live in the index.
    ///
    /// With 64 commits at once, bodies of 16 KiB in the index were stored 2.5 to 3 times as fast as
    /// files, which cost an fsync of the file and one of its folder each; at 64 KiB it was 1.9
    /// times. Larger values make LMDB look for longer runs of free pages as the file ages, and a
    /// full batch of them would be tens of megabytes that every commit in it waits for.
    package var inlineBytes = 16 << 10

    /// Threads that sync, rename and remove files.
    ///
    /// They wait for the disk nearly all the time, and the file system commits what waits together,
    /// so more of them than cores are of use.
    package var fileThreads = 16

    /// Commits waiting for a file thread; one fill of the node's limit of 1,000 waits once.
    package var queuedFileJobs = 2_048

    /// Space left free on the file system, in bytes: below it nothing is stored.
    ///
    /// LMDB never overwrites, so that even a deletion needs a few free pages. On a disk filled to
    /// its last block nothing could be deleted any more.
    package var reservedBytes: UInt64 = 32 << 20

    package init() {}
}
