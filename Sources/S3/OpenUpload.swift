/// A multipart upload that was begun and neither completed nor aborted, as a store lists it.
package struct OpenUpload: Equatable, Sendable {
    package let key: [UInt8]
    package let upload: String
    /// When it was begun, in seconds since 1970.
    package let initiatedSeconds: Int64
}
