/// A page of a bucket, as one node asks another for what lies there.
package struct PeerList: Sendable, Equatable {
    package var bucket: [UInt8]
    package var prefix: [UInt8]
    package var delimiter: [UInt8]
    package var after: [UInt8]
    package var limit: Int

    package init(
        bucket: [UInt8],
        prefix: [UInt8],
        delimiter: [UInt8],
        after: [UInt8],
        limit: Int
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.after = after
        self.limit = limit
    }
}
