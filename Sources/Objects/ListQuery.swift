/// Which objects of a bucket to list.
package struct ListQuery: Sendable {
    /// The most entries of one page, objects and common prefixes together: S3's limit.
    package static let limitMaximum = 1_000

    package var bucket: [UInt8]
    /// Only keys that begin with this.
    package var prefix: [UInt8]
    /// Keys that contain this after the prefix are given as one common prefix; empty: none.
    package var delimiter: [UInt8]
    /// Only what comes after this key or common prefix; empty: everything.
    package var after: [UInt8]
    /// How many entries at most, up to `limitMaximum`.
    package var limit: Int

    package init(
        bucket: [UInt8],
        prefix: [UInt8] = [],
        delimiter: [UInt8] = [],
        after: [UInt8] = [],
        limit: Int = ListQuery.limitMaximum
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.after = after
        self.limit = limit
    }
}
