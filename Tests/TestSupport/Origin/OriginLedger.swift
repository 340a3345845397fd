internal import NIOCore
internal import Synchronization

/// What the scripted origin has seen, and what it answers; shared by its connections.
final class OriginLedger: Sendable {
    private struct State {
        var scripts: [String: ScriptedOrigin.Script] = [:]
        var fallback: ScriptedOrigin.Script = { _ in .status(404) }
        var requests: [OriginRequest] = []
        var counts: [String: Int] = [:]
        var accepted = 0
        var channels: [Int: any Channel] = [:]
        var bodyBytes: [String: UInt64] = [:]
        var recordsRequests = true
    }

    private let state = Mutex(State())

    var requests: [OriginRequest] { state.withLock { $0.requests } }
    var acceptedConnections: Int { state.withLock { $0.accepted } }
    var openConnections: Int { state.withLock { $0.channels.count } }

    func setScript(_ path: String, _ script: @escaping ScriptedOrigin.Script) {
        state.withLock { $0.scripts[path] = script }
    }

    func setFallback(_ script: @escaping ScriptedOrigin.Script) {
        state.withLock { $0.fallback = script }
    }

    func stopRecording() {
        state.withLock { $0.recordsRequests = false }
    }

    func count(_ method: String, _ path: String) -> Int {
        state.withLock { $0.counts[method + " " + path] ?? 0 }
    }

    func bodyBytes(_ path: String) -> UInt64 {
        state.withLock { $0.bodyBytes[path] ?? 0 }
    }

    func addBodyBytes(_ path: String, _ count: Int) {
        state.withLock { $0.bodyBytes[path, default: 0] += UInt64(count) }
    }

    func connected(_ channel: any Channel) -> Int {
        state.withLock { state in
            defer { state.accepted += 1 }
            state.channels[state.accepted] = channel
            return state.accepted
        }
    }

    func disconnected(_ number: Int) {
        state.withLock { _ = $0.channels.removeValue(forKey: number) }
    }

    func channels() -> [any Channel] {
        state.withLock { Array($0.channels.values) }
    }

    /// Records a request and finds its answer.
    func answer(
        _ head: OriginRequestHead,
        _ body: [UInt8],
        connection: Int
    ) -> (path: String, OriginAnswer) {
        let path = String(head.target.prefix { $0 != "?" })
        let (request, script) = state.withLock { state in
            let ordinal = state.counts[head.method + " " + path] ?? 0
            state.counts[head.method + " " + path] = ordinal + 1
            var request = OriginRequest(
                method: head.method,
                target: head.target,
                fields: head.fields,
                connection: connection,
                ordinal: ordinal
            )
            request.body = body
            if state.recordsRequests { state.requests.append(request) }
            return (request, state.scripts[path] ?? state.fallback)
        }
        // Outside of the lock: a script may ask the origin what it has seen.
        var answer = script(request)
        if head.method == "HEAD" { answer.isHeadOnly = true }
        return (path, answer)
    }
}
