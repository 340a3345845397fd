import Glibc
import TestSupport
import Testing

@testable import ChaosRun

/// The relays: what passes while a link is whole, cut one way, and healed.
@Suite struct RelayTests {
    /// A relay for node 1 before an origin, as called by node 0.
    private func begin(_ links: LinkTable) async throws -> (NodeRelay, ScriptedOrigin) {
        let origin = try await ScriptedOrigin.start()
        origin.serve("/x", OriginResource(.text("there")))
        let port = origin.port
        let relay = try await NodeRelay.start(
            node: 1,
            port: try FreePorts.take(),
            links: links,
            destination: { port },
            caller: { _ in 0 }
        )
        return (relay, origin)
    }

    private func ask(_ connection: RawConnection, within span: Duration) async throws -> RawAnswer {
        connection.expectAnswer()
        try await connection.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        return try await connection.readAnswer(within: span)
    }

    @Test func `a whole link passes everything`() async throws {
        let (relay, origin) = try await begin(LinkTable(nodes: 2))
        defer {
            relay.stop()
            origin.stop()
        }
        let connection = try await RawConnection.open(port: relay.port)
        #expect(try await ask(connection, within: Deadline.standard).text == "there")
        connection.close()
        try await poll("the origin's connection to end") { origin.openConnections == 0 }
    }

    @Test func `what is cut waits, and goes on when the link is healed`() async throws {
        let links = LinkTable(nodes: 2)
        let (relay, origin) = try await begin(links)
        defer {
            relay.stop()
            origin.stop()
        }
        let connection = try await RawConnection.open(port: relay.port)
        #expect(try await ask(connection, within: Deadline.standard).status == 200)
        links.set(LinkState(isCut: true), from: 0, to: 1)
        #expect(try await ask(connection, within: .milliseconds(200)).end == .deadline)
        #expect(origin.gets("/x") == 1)
        links.heal()
        connection.expectAnswer()
        #expect(try await connection.readAnswer().text == "there")
        #expect(origin.gets("/x") == 2)
    }

    @Test func `one direction may be cut alone`() async throws {
        let links = LinkTable(nodes: 2)
        let (relay, origin) = try await begin(links)
        defer {
            relay.stop()
            origin.stop()
        }
        let connection = try await RawConnection.open(port: relay.port)
        #expect(try await ask(connection, within: Deadline.standard).status == 200)
        links.set(LinkState(isCut: true), from: 1, to: 0)
        #expect(try await ask(connection, within: .milliseconds(200)).end == .deadline)
        // The question arrived, only the answer did not.
        #expect(origin.gets("/x") == 2)
    }

    @Test func `nobody is reached for the first time over a cut link`() async throws {
        let links = LinkTable(nodes: 2)
        let (relay, origin) = try await begin(links)
        defer {
            relay.stop()
            origin.stop()
        }
        links.set(LinkState(isCut: true), from: 1, to: 0)
        let connection = try await RawConnection.open(port: relay.port)
        #expect(try await ask(connection, within: .milliseconds(200)).end == .deadline)
        #expect(origin.acceptedConnections == 0)
        links.heal()
        connection.expectAnswer()
        #expect(try await connection.readAnswer().text == "there")
    }

    @Test func `the process at the calling end is found`() async throws {
        let origin = try await ScriptedOrigin.start()
        defer { origin.stop() }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(origin.port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let result = connect(descriptor, address, size)
                getsockname(descriptor, address, &size)
                return result
            }
        }
        try #require(result == 0)
        let port = Int(in_port_t(bigEndian: address.sin_port))
        #expect(SocketOwner.find(port: port, relay: origin.port, among: [1, nil, getpid()]) == 2)
        #expect(SocketOwner.find(port: port, relay: origin.port, among: [1, nil]) == nil)
    }
}
