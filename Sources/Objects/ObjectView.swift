/// A stored object's record, lent to a closure: every buffer points into the index.
package struct ObjectView: ~Copyable {
    /// The bytes of an object, or where they are.
    package enum Body {
        case inline(UnsafeRawBufferPointer)
        case file(FileID)
    }

    /// The size of the body, in bytes.
    package let size: UInt64
    /// When the object was stored, in milliseconds since 1970.
    package let modifiedMilliseconds: Int64
    /// The entity tag without quotes.
    package let etag: UnsafeRawBufferPointer
    /// The stored response fields as HTTP lines.
    package let headerBlock: UnsafeRawBufferPointer
    package let body: Body

    /// The entity tag as text; this allocates for tags of more than 15 bytes.
    package var etagText: String { String(decoding: etag, as: UTF8.self) }

    /// The body's file, if it has one.
    package var fileID: FileID? {
        switch body {
        case .inline: nil
        case .file(let id): id
        }
    }
}
