/// The pace of probing and gossip.
///
/// All members of a cluster should have the same.
package struct Timing: Sendable, Hashable {
    /// SWIM's protocol period T′: one member is probed in each.
    ///
    /// Shorter finds failures sooner and costs a ping and an ack more per member and second.
    package var probeInterval: Duration
    /// How long a direct answer may take before others are asked to try.
    ///
    /// Above the 99th percentile of the round trip, below the interval.
    package var probeTimeout: Duration
    /// SWIM's k: members asked to probe on this node's behalf.
    package var indirectProbes = 3
    /// Lifeguard's α: the least time to object is α·log10(n)·interval.
    ///
    /// More gives slow members time, less declares true failures sooner.
    package var suspicionMultiplier: Int
    /// Lifeguard's β: without confirmation by others the time is this much longer.
    package var suspicionMaximumMultiplier = 6
    /// Lifeguard's K: independent suspicions that bring the time down to the least.
    package var confirmations = 3
    /// SWIM's λ: a piece of news leaves this node λ·log10(n + 1) times.
    package var retransmitMultiplier: Int
    /// While there is news, it is told to `gossipFanout` members in each such interval, beyond
    /// what probes carry anyway.
    package var gossipInterval: Duration
    package var gossipFanout: Int
    /// The time between full exchanges with a random member; grows with the logarithm of the
    /// cluster above 32 members, as memberlist does, for each costs bytes in proportion to it.
    package var exchangeInterval: Duration
    /// How long a stream may take from its begin to the last frame.
    package var exchangeTimeout: Duration
    /// The time between attempts to reach one of the dead.
    package var reviveInterval: Duration
    /// How long a dead or left member is remembered, and a dead one retried.
    package var forgetAfter: Duration
    /// The first pause between attempts to join; doubles up to sixteen times this.
    package var joinRetry: Duration
    /// How long a leaving node stays to tell.
    package var leaveTimeout: Duration
    /// Lifeguard's S: the local health score at which this node counts as wholly unwell.
    package var maximumLocalHealth = 8

    /// One machine: a killed member is dead after about a second.
    package static let local = Timing(
        probeInterval: .milliseconds(200),
        probeTimeout: .milliseconds(100),
        suspicionMultiplier: 3,
        retransmitMultiplier: 4,
        gossipInterval: .milliseconds(50),
        gossipFanout: 3,
        exchangeInterval: .seconds(15),
        exchangeTimeout: .seconds(2),
        reviveInterval: .seconds(2),
        forgetAfter: .seconds(600),
        joinRetry: .milliseconds(200),
        leaveTimeout: .seconds(1)
    )

    /// One site: about five seconds in a cluster of ten.
    ///
    /// The values of memberlist.
    package static let lan = Timing(
        probeInterval: .seconds(1),
        probeTimeout: .milliseconds(500),
        suspicionMultiplier: 4,
        retransmitMultiplier: 4,
        gossipInterval: .milliseconds(200),
        gossipFanout: 3,
        exchangeInterval: .seconds(30),
        exchangeTimeout: .seconds(10),
        reviveInterval: .seconds(10),
        forgetAfter: .seconds(86_400),
        joinRetry: .seconds(1),
        leaveTimeout: .seconds(5)
    )

    /// Several sites: about half a minute.
    package static let wan = Timing(
        probeInterval: .seconds(5),
        probeTimeout: .seconds(3),
        suspicionMultiplier: 6,
        retransmitMultiplier: 4,
        gossipInterval: .milliseconds(500),
        gossipFanout: 4,
        exchangeInterval: .seconds(60),
        exchangeTimeout: .seconds(30),
        reviveInterval: .seconds(30),
        forgetAfter: .seconds(259_200),
        joinRetry: .seconds(2),
        leaveTimeout: .seconds(15)
    )
}
