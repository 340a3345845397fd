import Objects

/// What a store gives back for a path, its body read to the end.
struct StoredObject: Equatable {
    var body: [UInt8]
    var size: UInt64
    var etag: String
    var headerBlock: String
    var modifiedMilliseconds: Int64
    var fileID: FileID?
    var segments: [BodySegment] = []
    var attributes: [UInt8] = []
}
