/// A part as a store has it.
package struct UploadedPart: Sendable, Equatable {
    package let number: UInt32
    /// In bytes.
    package let size: UInt64
    /// Since 1970, UTC.
    package let modifiedMilliseconds: Int64
    /// 16 bytes.
    package let md5: [UInt8]
    /// By the algorithm of the upload; empty where it has none.
    package let checksum: [UInt8]

    package init(
        number: UInt32,
        size: UInt64,
        modifiedMilliseconds: Int64,
        md5: [UInt8],
        checksum: [UInt8]
    ) {
        self.number = number
        self.size = size
        self.modifiedMilliseconds = modifiedMilliseconds
        self.md5 = md5
        self.checksum = checksum
    }
}
