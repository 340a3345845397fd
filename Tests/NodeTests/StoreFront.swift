import TestSupport

/// A node in front of a fake store, and a mapping of the store's bucket to an origin.
struct StoreFront {
    static let bucket = "front"

    let store: FakeStore
    let node: HeadwaterProcess
    let mirror: Mirror

    /// - Parameters:
    ///   - options: of the mapping, further to the origin.
    ///   - domain: under which the store takes hosts for buckets.
    static func make(
        _ options: [String: JSONValue] = [:],
        flags: [String] = [],
        domain: String? = nil,
        buckets: [String] = []
    ) async throws -> StoreFront {
        let store = try await FakeStore.start(
            buckets: [bucket, "other"] + buckets,
            domain: domain
        )
        let node = try await HeadwaterProcess.start(
            "front",
            options: store.options + flags,
            environment: store.environment
        )
        let mirror = Mirror(node: node, origin: try await ScriptedOrigin.start(), bucket: bucket)
        try await mirror.map(options)
        return StoreFront(store: store, node: node, mirror: mirror)
    }

    /// The bytes that the origin gives for a resource made of this seed and size.
    static func bytes(seed: UInt64, size: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(size))
        bytes.withUnsafeMutableBytes { BodySource.seeded(seed, size: size).fill($0, at: 0) }
        return bytes
    }

    func object(_ key: String) -> FakeStore.Object? {
        store.object("\(Self.bucket)/" + PercentEncoding.path(key))
    }

    /// Waits until the store has an object.
    func stored(_ key: String) async throws -> FakeStore.Object {
        try await poll("\(key) to be stored") { object(key) }
    }
}
