/// An upload of a list.
package struct UploadItem: Sendable, Equatable {
    package let key: [UInt8]
    package let id: UploadID

    package init(key: [UInt8], id: UploadID) {
        self.key = key
        self.id = id
    }
}
