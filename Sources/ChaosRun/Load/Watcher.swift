internal import TestSupport

/// Follows the changes at one node without end, and resumes where its stream broke.
struct Watcher {
    /// After so many bytes the stream is begun anew, for the client keeps what it received.
    private static let streamBytes: UInt64 = 128 << 10
    /// After so long without a change the stream is begun anew.
    private static let quiet = Duration.seconds(2)

    let number: Int
    let node: ChaosNode
    let token: String
    let log: WatchLog
    let history: History

    func run() async {
        while !Task.isCancelled {
            do {
                try await follow()
            } catch {
                // Nobody listens there now, or not any more.
                await pause()
            }
        }
    }

    private func follow() async throws {
        let port = node.adminPort
        let connection = try await RawConnection.open(namespace: node.namespace, port: port)
        defer { connection.close() }
        let revision = log.position(of: number)
        connection.expectAnswer()
        try await connection.send(
            RawHTTPClient.bytes(
                "GET",
                "/v1/kv?prefix=\(KeySpace.prefix)&watch=\(revision)",
                port: port,
                fields: [("Authorization", "Bearer \(token)")]
            )
        )
        var used = 0
        var answer = try await connection.readHead(within: .seconds(3))
        guard answer.status == 200 else {
            if answer.status == 410 {
                history.violate(
                    "watch without a gap",
                    "\(node.name) has forgotten what came after \(revision)"
                )
            }
            throw TestSupportError("the watch was refused with \(answer.status)")
        }
        while !Task.isCancelled, answer.bodyCount < Self.streamBytes {
            answer = try await connection.readBody(
                atLeast: answer.bodyCount + 1,
                within: Self.quiet
            )
            used += take(answer.body[used...])
            switch answer.end {
            case .open: continue
            case .deadline: return
            default: throw TestSupportError("the watch ended")
            }
        }
    }

    /// The bytes of the whole lines among those given.
    private func take(_ bytes: ArraySlice<UInt8>) -> Int {
        var used = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            used += line.count + 1
            guard let json = KeyValueLine.parse(Array(line)) else {
                history.violate("watch is JSON", String(decoding: line, as: UTF8.self))
                continue
            }
            guard let entry = KeyValueLine.entry(json) else {
                history.violate("watch without a gap", String(decoding: line, as: UTF8.self))
                continue
            }
            let change = Change(key: entry.key, value: entry.value, revision: entry.revision)
            if let problem = log.note(change, by: number) {
                history.violate("watchers agree", "\(node.name): \(problem)")
            }
        }
        return used
    }

    private func pause() async {
        do {
            try await Task.sleep(for: .milliseconds(100))
        } catch {
            // Cancelled: the loop looks for that.
            return
        }
    }
}
