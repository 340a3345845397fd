import Cluster
import NIOPosix
import PeerProtocol
import Raft
import Synchronization

/// Loops that reach each other over TCP on loopback, with a new port at each start.
final class TCPWiring: LoopWiring, Sendable {
    private struct State {
        var transports: [NodeID: PeerTransport] = [:]
        var addresses: [NodeID: PeerAddress] = [:]
    }

    private let state = Mutex(State())

    func transport(for identity: NodeIdentity) async throws -> any ConsensusTransport {
        let transport = PeerTransport(
            identity: identity,
            name: "\(identity.node)",
            group: MultiThreadedEventLoopGroup.singleton
        )
        let port = try await transport.listen(host: "127.0.0.1", port: 0)
        state.withLock { state in
            state.transports[identity.node] = transport
            state.addresses[identity.node] = PeerAddress(host: "127.0.0.1", port: port)
            for transport in state.transports.values { transport.setAddresses(state.addresses) }
        }
        return transport
    }

    func connect(_ node: NodeID, _ loop: ConsensusLoop?) async {
        if let loop {
            state.withLock { $0.transports[node] }?.connect(to: loop)
        } else {
            await state.withLock { $0.transports.removeValue(forKey: node) }?.stop()
        }
    }

    func transport(of node: NodeID) -> PeerTransport? {
        state.withLock { $0.transports[node] }
    }

    func address(of node: NodeID) -> PeerAddress? {
        state.withLock { $0.addresses[node] }
    }
}
