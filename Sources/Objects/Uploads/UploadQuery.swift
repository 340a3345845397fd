/// Which uploads of a bucket to list.
package struct UploadQuery: Sendable {
    package var bucket: [UInt8]
    /// Only of keys that begin with this.
    package var prefix: [UInt8]
    /// Keys that contain this after the prefix are given as one common prefix; empty: none.
    package var delimiter: [UInt8]
    /// Only what comes after this key or common prefix; empty: everything.
    package var afterKey: [UInt8]
    /// With a key: that key's uploads after this one too.
    package var afterID: UploadID?
    /// How many entries at most, up to `ListQuery.limitMaximum`.
    package var limit: Int

    package init(
        bucket: [UInt8],
        prefix: [UInt8] = [],
        delimiter: [UInt8] = [],
        afterKey: [UInt8] = [],
        afterID: UploadID? = nil,
        limit: Int = ListQuery.limitMaximum
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.afterKey = afterKey
        self.afterID = afterID
        self.limit = limit
    }
}
