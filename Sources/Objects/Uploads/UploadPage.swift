/// A page of uploads, by key and then by the time they began.
package struct UploadPage: Sendable, Equatable {
    package var items: [UploadItem] = []
    package var commonPrefixes: [[UInt8]] = []
    /// The last key or common prefix of this page if more follow.
    package var continueAfterKey: [UInt8]?
    /// With a key: its last upload of this page.
    package var continueAfterID: UploadID?

    package init() {}
}
