/// A stretch of an object: which version it is of, and where it lies.
struct VirtualUnit: Hashable {
    var version: Int
    var index: Int
}
