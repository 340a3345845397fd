import Cluster
import PeerProtocol
import Raft

/// One node's end of a `LocalNetwork`.
struct LocalTransport: ConsensusTransport {
    let network: LocalNetwork

    func send(_ envelopes: [Envelope]) {
        for envelope in envelopes {
            let bytes = MessageEncoder.encode(envelope.message)
            guard let message = try? MessageDecoder().decode(bytes) else {
                preconditionFailure("a message that cannot be read: \(envelope)")
            }
            _ = network.handler(of: envelope.to)?.receive(
                Envelope(from: envelope.from, to: envelope.to, message: message)
            )
        }
    }

    func forward(
        _ command: [UInt8],
        to node: NodeID,
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    ) {
        guard let handler = network.handler(of: node) else { return completion(.notSent) }
        handler.receiveWrite(command, completion: completion)
    }
}
