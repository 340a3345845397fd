internal import Hashing

/// The text by which clients name an upload: hexadecimal, in the case of letters in which it was
/// given.
package enum UploadName {
    /// The text of an identity.
    package static func text(_ identity: [UInt8]) -> String {
        Hexadecimal.encode(identity)
    }

    /// The identity of a text.
    ///
    /// - Throws: NoSuchUpload for what was never given as one.
    package static func identity(_ text: [UInt8]) throws(S3Error) -> [UInt8] {
        guard text.count == 32, !text.contains(where: { $0 &- 0x41 < 26 }),
            let identity = Hexadecimal.decode(String(decoding: text, as: UTF8.self))
        else { throw S3Error(.noSuchUpload).with("UploadId", text) }
        return identity
    }
}
