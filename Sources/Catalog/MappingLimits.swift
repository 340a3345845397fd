/// The bounds of a mapping's options, each with the reason for its value.
package enum MappingLimits {
    /// The bytes of a key: LMDB keeps keys of at most 511 bytes, less room for a table's prefix.
    package static let keyBytes = 480
    /// The bytes of a bucket's name: what the oldest S3 buckets were allowed.
    package static let bucketBytes = 255
    /// The bytes of an origin URL: what every server takes together with a key of 1,024 bytes.
    package static let originBytes = 2_048
    /// Further origins, as each is tried in turn while a reader waits.
    package static let also = 8
    /// Headers sent to the origin.
    package static let headers = 32
    /// The bytes of all header names and values: what common servers take as a whole head.
    package static let headerBytes = 8_192
    /// Hops of redirection: as many as the clouds and browsers follow.
    package static let redirects = 0...50
    /// Connections of the whole cluster to the origins of one mapping.
    package static let connections = 1...10_000
    /// Bytes a second: less than 1 KB/s would only ever time out, 1 TB/s is beyond any cluster.
    package static let bandwidth: ClosedRange<UInt64> = 1_000...1_000_000_000_000
    /// The size of an object: 5 TiB is the largest that S3 knows.
    package static let objectBytes: ClosedRange<UInt64> = 1...(5 << 40)
    /// How long "not there" is remembered, in milliseconds: a day at most.
    package static let negativeMilliseconds: ClosedRange<UInt64> = 0...86_400_000
    /// Silence of an origin, in milliseconds: an hour at most.
    package static let idleMilliseconds: ClosedRange<UInt64> = 10...3_600_000
    /// The bytes of an access key, a secret key or a region.
    package static let credentialBytes = 256
}
