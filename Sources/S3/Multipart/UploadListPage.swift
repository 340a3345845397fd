/// One page of a list of uploads, as a store gives it.
package struct UploadListPage: Sendable, Equatable {
    /// One upload of a page.
    package struct Entry: Sendable, Equatable {
        package var key: [UInt8]
        /// As `UploadName` writes it.
        package var upload: [UInt8]
        /// Since 1970, UTC.
        package var startedMilliseconds: Int64

        package init(key: [UInt8], upload: [UInt8], startedMilliseconds: Int64) {
            self.key = key
            self.upload = upload
            self.startedMilliseconds = startedMilliseconds
        }
    }

    package var entries: [Entry]
    package var commonPrefixes: [[UInt8]]
    /// The last key or common prefix of this page; nil if this is the last page.
    package var nextKey: [UInt8]?
    package var nextUpload: [UInt8]?

    package init(
        entries: [Entry] = [],
        commonPrefixes: [[UInt8]] = [],
        nextKey: [UInt8]? = nil,
        nextUpload: [UInt8]? = nil
    ) {
        self.entries = entries
        self.commonPrefixes = commonPrefixes
        self.nextKey = nextKey
        self.nextUpload = nextUpload
    }
}
