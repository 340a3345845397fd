internal import Determinism
internal import Gossip
internal import NIOCore
internal import PeerProtocol

/// The streams of a node's gossip: those it began, and those of others that wait for an answer.
///
/// Used on the home loop of gossip only.
final class GossipStreams {
    private let loop: any EventLoop
    private let shared: GossipShared
    private let transport: PeerTransport
    /// Streams of others, by token.
    private var asked: [UInt64: any Channel] = [:]
    /// Streams of this node whose hello is over, by the number of the exchange.
    private var calling: [UInt64: any Channel] = [:]
    private var isStopped = false
    /// Takes what the streams of this node bring.
    var deliver: (Event) -> Void = { _ in }

    init(loop: any EventLoop, shared: GossipShared, transport: PeerTransport) {
        self.loop = loop
        self.shared = shared
        self.transport = transport
    }

    // MARK: - Of others

    func keep(_ stream: GossipAnswering.Stream) {
        if isStopped {
            stream.channel.close(promise: nil)
        } else {
            asked[stream.token] = stream.channel
        }
    }

    func forget(_ token: UInt64) { asked[token] = nil }

    func answer(_ reply: Ready.Reply) {
        guard let channel = asked.removeValue(forKey: reply.token) else { return }
        Self.write(reply.frames, to: channel).whenComplete { _ in channel.close(promise: nil) }
    }

    // MARK: - Of this node

    func call(_ exchange: Ready.Exchange) {
        shared.count { $0.streamsCalled += 1 }
        let streams = NIOLoopBound(self, eventLoop: loop)
        let timeout = shared.settings.timing.exchangeTimeout.wholeNanoseconds
        transport.openStream(to: PeerAddress(exchange.address), kind: .gossip, on: loop) {
            [shared] _, channel in
            let handler = GossipAsking(shared: shared, timeout: .nanoseconds(timeout)) { outcome in
                streams.value.heard(outcome, exchange.id)
            }
            try channel.pipeline.syncOperations.addHandler(handler)
        }.whenComplete { result in
            switch result {
            case .success(let channel): streams.value.opened(channel, exchange)
            case .failure: streams.value.heard(.failed, exchange.id)
            }
        }
    }

    private func opened(_ channel: any Channel, _ exchange: Ready.Exchange) {
        guard !isStopped else { return channel.close(promise: nil) }
        calling[exchange.id] = channel
        Self.write(exchange.frames, to: channel).whenFailure { _ in channel.close(promise: nil) }
    }

    private func heard(_ outcome: GossipAsking.Outcome, _ id: UInt64) {
        switch outcome {
        case .frame(let frame):
            deliver(.answered(exchange: id, frame: frame))
            if frame.isLast { calling.removeValue(forKey: id)?.close(promise: nil) }
        case .failed:
            shared.count { $0.streamsFailed += 1 }
            calling[id] = nil
            deliver(.failed(exchange: id))
        }
    }

    /// Ends what waits; answers that were written are still on their way.
    func stop() {
        isStopped = true
        // The order of closing does not matter.
        for channel in asked.values { channel.close(promise: nil) }
        for channel in calling.values { channel.close(promise: nil) }
        asked = [:]
        calling = [:]
    }

    private static func write(
        _ frames: [Frame],
        to channel: any Channel
    ) -> EventLoopFuture<Void> {
        for frame in frames.dropLast() {
            let bytes = PeerFraming.frame(FrameCodec.encode(frame), channel.allocator)
            channel.write(bytes, promise: nil)
        }
        guard let last = frames.last else { return channel.eventLoop.makeSucceededVoidFuture() }
        return channel.writeAndFlush(
            PeerFraming.frame(FrameCodec.encode(last), channel.allocator)
        )
    }
}
