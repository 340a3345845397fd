internal import Synchronization
internal import TestSupport

/// The origin of the run: any path `/objects/SIZE-SEED` is an object of that size and seed.
final class ObjectOrigin: Sendable {
    private struct State {
        var fetches: [OriginFetch] = []
        var pace: Pace?
    }

    private let origin: ScriptedOrigin
    private let state: Mutex<State>

    private init(_ origin: ScriptedOrigin) {
        self.origin = origin
        state = Mutex(State())
    }

    static func start(host: String) async throws -> ObjectOrigin {
        let origin = try await ScriptedOrigin.start(host: host)
        let objects = ObjectOrigin(origin)
        origin.stopRecording()
        origin.serveEverythingElse { [weak objects] request in
            guard let objects else { return .status(404) }
            return objects.answer(to: request)
        }
        return objects
    }

    private func answer(to request: OriginRequest) -> OriginAnswer {
        let key = String(request.path.split(separator: "/").last ?? "")
        guard let body = Self.body(ofKey: key) else { return .status(404) }
        let pace = state.withLock { state in
            if request.method == "GET" {
                state.fetches.append(
                    OriginFetch(
                        key: key,
                        node: request["x-headwater-via"],
                        at: Deadline.now(),
                        offset: request.range(size: body.size)?.lowerBound ?? 0
                    )
                )
            }
            return state.pace
        }
        return OriginResource(body).with { $0.pace = pace }.answer(to: request)
    }

    /// How fast what is asked for from now on is sent; nil for as fast as it goes.
    func setPace(bytesPerSecond: Int?) {
        state.withLock { $0.pace = bytesPerSecond.map { .limit(bytesPerSecond: $0) } }
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

    /// All GETs so far.
    var fetches: [OriginFetch] { state.withLock { $0.fetches } }

    func stop() {
        origin.stop()
    }
}
