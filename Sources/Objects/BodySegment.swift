/// A stretch of a body that lies in a file of its own: a part of a multipart upload.
package struct BodySegment: Sendable, Equatable {
    package let file: FileID
    /// In bytes.
    package let size: UInt64
    /// The number that the part was uploaded under, 1 to 10,000.
    package let part: UInt32
    /// What else is kept of the part, as many bytes for each part of a body.
    package let detail: [UInt8]

    package init(file: FileID, size: UInt64, part: UInt32, detail: [UInt8] = []) {
        self.file = file
        self.size = size
        self.part = part
        self.detail = detail
    }
}
