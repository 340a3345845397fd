/// Every bound of the membership core, each with the reason for its value.
package struct Limits: Sendable {
    /// A host name may have 253 bytes, but two names must fit a suspicion beside other news; what
    /// operators choose is far shorter.
    package static let nameBytes = 128
    /// Three addresses, a version and a few numbers take about 100 bytes; one announcement must
    /// fit a datagram together with a probe.
    package static let metadataBytes = 512
    /// 1,400 bytes on the wire pass any usual path without fragments; 40 of them are left for the
    /// seal (key id, nonce, tag).
    package static let datagramBytes = 1_360
    /// More messages than the smallest ones that fit a datagram, so that nothing valid is refused.
    package static let datagramMessages = 512
    /// A frame of a stream: large enough that 1,000 members take two, small enough to decode
    /// without a pause.
    package static let frameBytes = 64 << 10
    /// Members in one frame: as many as the shortest records that fit.
    package static let frameMembers = 4_096
    /// Above it a number is no honest count of restarts and objections; it leaves room to object.
    package static let incarnation: UInt64 = 1 << 56

    /// Members kept, gone ones included: 10,000 are planned for.
    ///
    /// Further ones are not let in.
    package var members = 16_384
    /// Probes made on behalf of others at a time: each of them lasts a probe interval, and at the
    /// worst everybody asks for help about one dead member.
    package var relays = 256
    /// Streams begun and not yet ended, so that a cluster of slow members cannot pile them up.
    package var exchanges = 16
    /// Claims to a live member's name that are being checked at a time; further ones are dropped
    /// and come again.
    package var claims = 32
    /// Askers that wait for the outcome of one claim.
    package var waitingReplies = 8
    /// Streams begun to join at a time: enough that one dead seed costs no time.
    package var joinFanout = 3
    /// Strangers reported in one `Ready`; more tell nothing new.
    package var reports = 16

    package init() {}
}
