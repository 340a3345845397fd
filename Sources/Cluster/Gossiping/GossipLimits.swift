/// The bounds of the gossip shell, each with the reason for its value.
package struct GossipLimits: Sendable {
    /// Events that wait for a step: what a thousand members send while a disk takes its time.
    ///
    /// Further ones are dropped; the protocol expects losses.
    package var waitingEvents = 8_192
    /// Datagrams read before others on the same event loop have their turn.
    package var datagramsAtOnce = 64
    /// Bytes of the socket's buffer for what arrives: a pause of a second loses nothing.
    package var receiveBufferBytes = 1 << 20
    /// Streams of other nodes that are open at one moment: each of them is short.
    package var acceptedStreams = 64
    /// Frames of one stream: more than 16,384 members fill.
    package var framesOfStream = 512
    /// Datagrams by which a repeated one is known; what is older does no harm either.
    package var rememberedDatagrams = 8_192
    /// The pause between attempts to learn the addresses of seeds when none is known.
    package var resolvePause = Duration.seconds(1)
    /// How often a node that is alone learns the addresses of its seeds anew.
    package var resolveInterval = Duration.seconds(15)

    package init() {}
}
