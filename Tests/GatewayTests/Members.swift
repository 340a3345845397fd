import Gateway
import NIOCore
import NIOPosix
import Routing
import TestSupport

/// Some members of one cluster in this process, and their origin.
struct Members {
    let origin: ScriptedOrigin
    let peers: LoopbackPeers
    let all: [Member]

    /// Runs a story with members that all know each other, and ends them.
    ///
    /// - Parameter store: the store that they share; each has its own where there is none.
    static func run(
        _ count: Int = 3,
        sharing store: FakeStore? = nil,
        _ story: (Members) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let origin = try await ScriptedOrigin.start()
        let peers = LoopbackPeers(group: group)
        var all: [Member] = []
        for index in 0..<count {
            all.append(
                try await Member("n\(index)", peers, origin: origin.url + "/base", shared: store)
            )
        }
        let members = Members(origin: origin, peers: peers, all: all)
        members.view(1, all.map(\.name))
        do {
            try await story(members)
        } catch {
            try await members.stop()
            throw error
        }
        try await members.stop()
    }

    private func stop() async throws {
        peers.stop()
        for member in all { try await member.close() }
        try await origin.stopAndWait()
        try await peers.group.shutdownGracefully()
    }

    /// A view reaches all members.
    func view(_ number: UInt64, _ names: [String]) {
        for member in all { member.peering.take(view: number, members: names) }
    }

    /// A key that a member fetches in the view of these names.
    func key(of fetcher: String, in names: [String]? = nil, but former: String? = nil) -> String {
        let view = RoutingView(number: 1, members: names ?? all.map(\.name))
        let first = RoutingView(number: 1, members: all.map(\.name).filter { $0 != fetcher })
        for number in 0..<10_000 {
            let path = Array("films/k\(number)".utf8)
            guard PathRanks(path: path, rule: nil, view: view).fetcher == fetcher else { continue }
            guard let former else { return "k\(number)" }
            if PathRanks(path: path, rule: nil, view: first).fetcher == former {
                return "k\(number)"
            }
        }
        preconditionFailure("no key of \(fetcher)")
    }

    func serve(_ key: String, _ resource: OriginResource) {
        origin.serve("/base/" + key, resource)
    }

    func gets(_ key: String) -> Int { origin.gets("/base/" + key) }

    /// Begins a read that is then read in steps.
    func begin(_ key: String, at member: Member, _ body: BodySource) async throws -> RawConnection {
        let connection = try await RawConnection.open(port: member.port)
        connection.expectAnswer(sink: .compare(body))
        try await connection.send(RawHTTPClient.bytes("GET", "/films/" + key, port: member.port))
        return connection
    }
}
