/// What a write or delete through this node may change, for the fills of the same keys.
enum WrittenObject {
    /// "bucket/key".
    case object([UInt8])
    /// Any object of a bucket, "bucket/": which ones is told in a body that is not read.
    case bucket([UInt8])

    var path: [UInt8] {
        switch self {
        case .object(let path), .bucket(let path): path
        }
    }
}
