internal import Catalog
internal import NIOCore
internal import PeerProtocol
internal import Raft

/// How a node with an empty disk becomes a member: it asks its seeds, over and over, until one has
/// had it written into the catalogue, or says that it never will.
struct Enrolment {
    let settings: ClusterSettings
    let card: MemberCard
    let group: any EventLoopGroup
    let report: @Sendable (ClusterEvent) -> Void

    private static let firstPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(2)
    /// What one seed has to find the leader and write.
    private static let patience = Duration.seconds(10)

    /// - Throws: `ClusterFailure` when the cluster will not have the node.
    func run() async throws -> (identity: NodeIdentity, revision: UInt64, members: [Member]) {
        let stranger = NodeIdentity(cluster: .none, node: NodeID(0))
        let transport = PeerTransport(
            identity: stranger,
            name: settings.name,
            group: group,
            keyring: settings.keyring
        )
        var seeds = settings.seeds
        var pause = Self.firstPause
        while true {
            for seed in seeds {
                let answer: ControlAnswer
                do {
                    answer = try await ControlCall.ask(
                        .enrol(card, node: nil),
                        of: seed,
                        over: transport,
                        on: group.next(),
                        within: Self.patience
                    )
                } catch let error as PeerStreamError {
                    if case .refused(let reason) = error {
                        throw ClusterFailure("\(seed.text): \(reason)")
                    }
                    report(.joinDelayed(seed: seed.text, reason: "\(error)"))
                    continue
                } catch {
                    report(.joinDelayed(seed: seed.text, reason: "\(error)"))
                    continue
                }
                switch answer {
                case .enrolled(let identity, let revision, let members):
                    await transport.stop()
                    return (identity, revision, members)
                case .refused(let reason): throw ClusterFailure("\(seed.text): \(reason)")
                case .removed: throw ClusterFailure("\(seed.text): \(settings.name) was removed")
                case .later(let reason, _, let members):
                    report(.joinDelayed(seed: seed.text, reason: reason))
                    // Any of them may know the leader.
                    for address in members.compactMap({ PeerAddress(text: $0.card.cluster) })
                    where !seeds.contains(address) && seeds.count < CatalogLimits.enrolledMembers {
                        seeds.append(address)
                    }
                case .done: report(.joinDelayed(seed: seed.text, reason: "it did not understand"))
                }
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }
}
