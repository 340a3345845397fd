/// Which part of which upload a request is about.
package struct PartName: Sendable, Equatable {
    /// The most parts of an upload, and so the highest number.
    package static let limit = 10_000

    /// As `UploadName` reads it.
    package let upload: [UInt8]
    /// 1 to 10,000.
    package let number: UInt32

    /// - Throws: InvalidArgument or NoSuchUpload.
    init(_ query: S3Query, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        guard let text = try query.value(.partNumber, in: bytes),
            let upload = try query.value(.uploadID, in: bytes)
        else {
            throw S3Error(.invalidArgument, "A part needs both a partNumber and an uploadId.")
        }
        number = try Self.number(text)
        self.upload = try UploadName.identity(upload)
    }

    /// A part's number as it is in a query or a document.
    ///
    /// - Throws: InvalidArgument.
    package static func number(_ text: [UInt8]) throws(S3Error) -> UInt32 {
        guard let number = UInt32(String(decoding: text, as: UTF8.self)),
            (1...UInt32(limit)).contains(number), text.allSatisfy({ $0 &- 0x30 < 10 })
        else {
            throw .invalidArgument(
                "Part number must be an integer between 1 and \(limit), inclusive",
                name: "partNumber",
                value: text
            )
        }
        return number
    }
}
