import Glibc
import Synchronization
import TestSupport
import Testing

/// PUTs and fills under way while their node is killed, and the proof afterwards.
///
/// The moment of the kill is a number of pieces sent, drawn from a seed of the round: no clock.
struct KillWorkload: Sendable {
    let mirror: Mirror

    private static let sizes: [UInt64] = [1000, 5000, 70_000, 300_000, 1_500_000, 6_000_000]
    private static let putsPerRound = 12
    private static let fillsPerRound = 6
    private static let pieceBytes = 50_000

    private let acknowledged = Ledger()

    /// What was acknowledged, by key.
    private final class Ledger: Sendable {
        let bodies = Mutex<[String: (round: Int, body: BodySource)]>([:])
        let pieces = Atomic<Int>(0)
    }

    private static func body(_ round: Int, _ number: Int) -> BodySource {
        .seeded(
            UInt64(round * 1000 + number),
            size: sizes[(round + number) % sizes.count] + UInt64(number)
        )
    }

    /// Starts everything, kills the node in the middle, and waits until all clients have noticed.
    func run(round: Int) async throws {
        acknowledged.pieces.store(0, ordering: .relaxed)
        mirror.origin.serveEverythingElse { request in
            // fill-ROUND-NUMBER; everything else is nowhere.
            let parts = request.path.split(separator: "-")
            guard parts.count == 3, let round = Int(parts[1]), let number = Int(parts[2]) else {
                return .status(404)
            }
            return OriginResource(Self.body(round, number)).answer(to: request)
        }
        // Some 200 pieces in all; the pattern gives a moment that looks like chance.
        let draw = Pattern(seed: UInt64(round)).bytes(100..<102)
        let moment = 1 + (Int(draw[0]) << 8 | Int(draw[1])) % 220
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<Self.putsPerRound {
                group.addTask { try await put(round, number) }
            }
            for number in 0..<Self.fillsPerRound {
                group.addTask {
                    let body = Self.body(round, number)
                    let key = "fill-\(round)-\(number)"
                    guard let answer = try? await mirror.get(key, sink: .compare(body)) else {
                        return
                    }
                    #expect(answer.firstMismatch == nil)
                }
            }
            group.addTask {
                try? await poll("the moment of the kill", within: .seconds(5)) {
                    acknowledged.pieces.load(ordering: .relaxed) >= moment
                }
                try await mirror.node.killHard()
            }
            try await group.waitForAll()
        }
    }

    private func put(_ round: Int, _ number: Int) async throws {
        let (key, body) = ("put-\(round)-\(number)", Self.body(round, number))
        guard let connection = try? await RawConnection.open(port: mirror.node.s3.port) else {
            return
        }
        connection.expectAnswer()
        let target = "/\(mirror.bucket)/\(key)"
        var head = "PUT \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.size)\r\n"
        head += "Content-MD5: \(body.md5Base64)\r\n\r\n"
        guard try await connection.send(head) else { return }
        var offset: UInt64 = 0
        while offset < body.size {
            let end = min(body.size, offset + UInt64(Self.pieceBytes))
            guard try await connection.send(body.bytes(offset..<end)) else { return }
            offset = end
            acknowledged.pieces.add(1, ordering: .relaxed)
        }
        let answer = try await connection.readAnswer()
        if answer.status == 200, answer.end == .clean {
            acknowledged.bodies.withLock { $0[key] = (round, body) }
        }
    }

    /// Everything ever acknowledged is there and whole; the rest of this round is whole or absent.
    func check(round: Int) async throws {
        // Newest first, and of the older ones a few: fifty rounds shall not take hours.
        let known = acknowledged.bodies.withLock { $0 }
        let newest = known.sorted { ($0.value.round, $0.key) > ($1.value.round, $1.key) }
        for (key, (_, body)) in newest.prefix(60) {
            let answer = try await mirror.get(key, sink: .compare(body))
            #expect(answer.status == 200 && answer.source == "hit", "\(key) was acknowledged")
            #expect(answer.end == .clean && answer.firstMismatch == nil, "\(key)")
            #expect(answer.bodyCount == body.size, "\(key)")
        }
        let listed = try await mirror.node.listKeys(mirror.bucket)
        #expect(Set(known.keys).isSubset(of: listed))
        for number in 0..<Self.putsPerRound {
            try await checkWholeOrAbsent("put-\(round)-\(number)", Self.body(round, number))
        }
        for number in 0..<Self.fillsPerRound {
            let body = Self.body(round, number)
            let answer = try await mirror.get("fill-\(round)-\(number)", sink: .compare(body))
            #expect(answer.status == 200 && answer.end == .clean && answer.firstMismatch == nil)
            #expect(answer.bodyCount == body.size)
        }
    }

    private func checkWholeOrAbsent(_ key: String, _ body: BodySource) async throws {
        let answer = try await mirror.get(key, sink: .compare(body))
        guard answer.status != 404 else { return }
        #expect(answer.status == 200 && answer.end == .clean, "\(key)")
        #expect(answer.bodyCount == body.size && answer.firstMismatch == nil, "\(key) is half")
    }
}
