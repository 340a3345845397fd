internal import Gossip
package import PeerProtocol

/// The bounds of the peer transport, each with the reason for its value.
package struct PeerLimits: Sendable {
    /// Bytes of one frame: the largest command in an append, and room for its framing.
    package var frameBytes = 12 << 20
    /// Bytes of one frame about membership: what a node is told when it joins.
    package var controlFrameBytes = 1 << 20
    /// Bytes of one frame about objects: a page of a list with a thousand keys of the longest.
    package var fillFrameBytes = 2 << 20
    /// Bytes of the first frame of a connection, from a sender that nothing is known of.
    package var helloBytes = 512
    /// Bytes handed to one connection and not yet taken by the system.
    ///
    /// Above it messages are dropped and writes refused. It is three times what a leader has in
    /// flight for one follower.
    package var queuedBytes = 24 << 20
    /// Frames that wait while a connection is being made.
    package var queuedFrames = 1_024
    /// Writes passed on over one connection and not yet answered.
    package var forwardedWrites = 8_192
    /// Connections accepted at one moment: three for each of a hundred nodes, and as many streams
    /// as they may want for fills and gossip.
    package var connections = 2_048
    /// The time a connection has to say who it is.
    package var helloTimeout = Duration.seconds(5)
    /// The first pause after a failed connection; each further one is twice as long.
    package var firstPause = Duration.milliseconds(50)
    /// The longest pause: what a restarted node waits at most to be heard.
    package var longestPause = Duration.seconds(2)
    /// How long bytes may be unacknowledged before their connection is given up.
    ///
    /// The system itself tries again for a quarter of an hour, with pauses of up to two minutes: a
    /// peer that came back from a power loss would not be heard as long. Ten seconds outlast every
    /// loss of packets that an election should not answer, and calling again costs milliseconds.
    package var unacknowledgedTimeout = Duration.seconds(10)
    /// How long nothing may move on a connection whose peer has called anew meanwhile.
    ///
    /// Its call says that the way is free, so a live connection delivers in a few round trips.
    package var stalledSpan = Duration.seconds(1)

    package init() {}

    /// Bytes of one frame after the hello of a connection.
    package func frameBytes(of kind: PeerKind) -> Int {
        switch kind {
        case .consensus, .snapshot, .forwarding: frameBytes
        case .control: controlFrameBytes
        case .gossip: Gossip.Limits.frameBytes
        case .fill: fillFrameBytes
        }
    }
}
