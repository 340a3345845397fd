/// What the index keeps of an object besides its body.
package struct ObjectRecord: Sendable, Equatable {
    /// The size of the body, in bytes.
    package var size: UInt64
    /// When the object was stored, in milliseconds since 1970.
    package var modifiedMilliseconds: Int64
    /// The entity tag without quotes; empty where none is known.
    package var etag: String
    /// The object's stored response fields as HTTP lines, so that a hit copies bytes.
    package var headerBlock: [UInt8]
    /// What else is kept of the object, in the encoding of whoever stores it: the store only keeps
    /// it.
    package var attributes: [UInt8]

    package init(
        size: UInt64,
        modifiedMilliseconds: Int64,
        etag: String,
        headerBlock: [UInt8],
        attributes: [UInt8] = []
    ) {
        self.size = size
        self.modifiedMilliseconds = modifiedMilliseconds
        self.etag = etag
        self.headerBlock = headerBlock
        self.attributes = attributes
    }
}
