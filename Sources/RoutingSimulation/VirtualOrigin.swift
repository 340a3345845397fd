/// The web site: versions of its objects, and who fetches them now.
struct VirtualOrigin {
    struct Object {
        var path: String
        var version = 1
        var units: Int
        var hasValidator: Bool

        var content: [VirtualUnit] {
            (0..<units).map { VirtualUnit(version: version, index: $0) }
        }
    }

    var objects: [Object]
    /// Fetches under way.
    var fetches: [VirtualFill] = []

    func object(_ path: String) -> Object {
        guard let object = objects.first(where: { $0.path == path }) else {
            preconditionFailure("no object \(path)")
        }
        return object
    }
}
