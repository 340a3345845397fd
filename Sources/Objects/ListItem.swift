/// An object of a list.
package struct ListItem: Sendable, Equatable {
    package let key: [UInt8]
    /// In bytes.
    package let size: UInt64
    /// Without quotes.
    package let etag: String
    /// In milliseconds since 1970.
    package let modifiedMilliseconds: Int64

    package init(key: [UInt8], size: UInt64, etag: String, modifiedMilliseconds: Int64) {
        self.key = key
        self.size = size
        self.etag = etag
        self.modifiedMilliseconds = modifiedMilliseconds
    }
}
