internal import TestSupport

/// The origin of the run: any path `/objects/SIZE-SEED` is an object of that size and seed.
final class ObjectOrigin: Sendable {
    private let origin: ScriptedOrigin

    private init(_ origin: ScriptedOrigin) {
        self.origin = origin
    }

    static func start(host: String) async throws -> ObjectOrigin {
        let origin = try await ScriptedOrigin.start(host: host)
        origin.stopRecording()
        origin.serveEverythingElse { request in
            guard let body = body(ofKey: request.path.split(separator: "/").last ?? "") else {
                return .status(404)
            }
            return OriginResource(body).answer(to: request)
        }
        return ObjectOrigin(origin)
    }

    static func key(size: UInt64, seed: UInt64) -> String {
        "\(size)-\(seed)"
    }

    static func body(ofKey key: some StringProtocol) -> BodySource? {
        let parts = key.split(separator: "-").compactMap { UInt64($0) }
        guard parts.count == 2 else { return nil }
        return .seeded(parts[1], size: parts[0])
    }

    var url: String { origin.url + "/objects" }

    func gets(_ key: String) -> Int {
        origin.gets("/objects/" + key)
    }

    func stop() {
        origin.stop()
    }
}
