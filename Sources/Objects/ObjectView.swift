/// A stored object's record, lent to a closure: every buffer points into the index.
package struct ObjectView: ~Copyable {
    /// The bytes of an object, or where they are.
    package enum Body {
        case inline(UnsafeRawBufferPointer)
        case file(FileID)
        case segments(SegmentList)
    }

    /// The size of the body, in bytes.
    package let size: UInt64
    /// When the object was stored, in milliseconds since 1970.
    package let modifiedMilliseconds: Int64
    /// The entity tag without quotes.
    package let etag: UnsafeRawBufferPointer
    /// The stored response fields as HTTP lines.
    package let headerBlock: UnsafeRawBufferPointer
    /// What the store keeps and does not read: see `ObjectRecord.attributes`.
    package let attributes: UnsafeRawBufferPointer
    package let body: Body

    /// The entity tag as text; this allocates for tags of more than 15 bytes.
    package var etagText: String { String(decoding: etag, as: UTF8.self) }

    /// The body's file, if it has one and only one.
    package var fileID: FileID? {
        switch body {
        case .inline, .segments: nil
        case .file(let id): id
        }
    }

    /// The body's files, in its order.
    var files: [FileID] {
        switch body {
        case .inline: []
        case .file(let id): [id]
        case .segments(let list): (0..<list.count).map(list.file)
        }
    }

    /// The body as it is stored, to be kept beyond the loan.
    package func copiedBody() -> StoredBody {
        switch body {
        case .inline(let bytes): .inline(Array(bytes))
        case .file(let id): .file(id)
        case .segments(let list): .segments(list.all)
        }
    }

    /// The record without its body, to be kept beyond the loan.
    package func copiedRecord() -> ObjectRecord {
        ObjectRecord(
            size: size,
            modifiedMilliseconds: modifiedMilliseconds,
            etag: etagText,
            headerBlock: Array(headerBlock),
            attributes: Array(attributes)
        )
    }
}
