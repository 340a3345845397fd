/// A page of a bucket, as one node asks another for what lies there.
struct PeerList: Sendable, Equatable {
    var bucket: [UInt8]
    var prefix: [UInt8]
    var delimiter: [UInt8]
    var after: [UInt8]
    var limit: Int
}
