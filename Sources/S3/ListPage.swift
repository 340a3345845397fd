/// One page of a listing, as a store gives it.
package struct ListPage: Equatable, Sendable {
    /// One object of a page.
    package struct Entry: Equatable, Sendable {
        package var key: [UInt8]
        /// In bytes.
        package var size: UInt64
        /// Without quotes; nil if none is known.
        package var etag: String?
        /// Since 1970, UTC.
        package var modifiedMilliseconds: Int64

        /// An object as a listing shows it.
        package init(key: [UInt8], size: UInt64, etag: String?, modifiedMilliseconds: Int64) {
            self.key = key
            self.size = size
            self.etag = etag
            self.modifiedMilliseconds = modifiedMilliseconds
        }
    }

    /// In the order of their bytes.
    package var entries: [Entry]
    /// In the order of their bytes, each with the delimiter at its end.
    package var commonPrefixes: [[UInt8]]
    /// Where the next page begins, behind the last entry or prefix of this one; nil if this is the
    /// last.
    package var next: ListPosition?

    /// A page; without `next` it is the last one.
    package init(entries: [Entry] = [], commonPrefixes: [[UInt8]] = [], next: ListPosition? = nil) {
        self.entries = entries
        self.commonPrefixes = commonPrefixes
        self.next = next
    }
}
