import Catalog
import Gossip
import Mirroring
import PeerProtocol
import Raft
import Routing
import Wire

extension FuzzTarget {
    static let peers = [
        FuzzTarget("raft-message", seeds: raft.map { MessageEncoder.encode($0) }, raftMessage),
        FuzzTarget("gossip-datagram", seeds: datagrams, datagram),
        FuzzTarget("gossip-frame", seeds: frames, frame),
        FuzzTarget("gossip-metadata", seeds: [metadata], gossipMetadata),
        FuzzTarget("gossip-saved", seeds: saved, gossipSaved),
        FuzzTarget("peer-frame", seeds: peerFrames.map(\.encoded), peerFrame),
        FuzzTarget("control-request", seeds: controlRequests.map(\.encoded), controlRequest),
        FuzzTarget("control-answer", seeds: controlAnswers.map(\.encoded), controlAnswer),
        FuzzTarget("fill-message", seeds: fillMessages, fillMessage),
    ]

    // MARK: Consensus

    private static let configuration = Configuration(
        voters: [NodeID(1), NodeID(2)],
        learners: [NodeID(3)]
    )
    private static let position = LogPosition(index: 300, term: 2)
    private static let raft: [Raft.Message] = [
        .voteRequest(VoteRequest(term: 2, ballot: .probe, last: position)),
        .voteResponse(VoteResponse(term: 2, ballot: .transfer, isGranted: true)),
        .appendRequest(
            AppendRequest(
                term: 2,
                previous: position,
                commit: 299,
                round: 4,
                entries: [
                    Entry(index: 301, term: 2, payload: .empty),
                    Entry(index: 302, term: 2, payload: .command([1, 2, 3])),
                    Entry(index: 303, term: 2, payload: .configuration(configuration)),
                ]
            )
        ),
        .appendAccepted(AppendAccepted(term: 2, match: 302, round: 4)),
        .appendRejected(AppendRejected(term: 2, previousIndex: 300, hint: position)),
        .heartbeat(Heartbeat(term: 2, commit: 300, round: 5)),
        .heartbeatResponse(HeartbeatResponse(term: 2, round: 5)),
        .staleTerm(StaleTerm(term: 3)),
        .snapshotChunk(
            SnapshotChunk(
                term: 2,
                identity: SnapshotIdentity(
                    position: position,
                    configuration: configuration,
                    token: 9
                ),
                offset: 4_096,
                isLast: true,
                bytes: [1, 2]
            )
        ),
        .snapshotReceived(SnapshotReceived(term: 2, token: 9, nextOffset: 4_098)),
        .readRequest(ReadRequest(term: 2, batch: 7)),
        .readResponse(ReadResponse(term: 2, batch: 7, index: 300)),
        .timeoutNow(TimeoutNow(term: 2)),
    ]

    /// What is understood is written, no longer than it came, and understood again, unchanged.
    private static func raftMessage(_ bytes: [UInt8]) -> Bool {
        guard let message = understood({ try MessageDecoder().decode(bytes) }) else { return false }
        let encoded = MessageEncoder.encode(message)
        precondition(encoded.count <= bytes.count, "a message grew")
        precondition(understood { try MessageDecoder().decode(encoded) } == message)
        return true
    }

    // MARK: Gossip

    /// A member of all samples; without it they have none, which their target refuses.
    private static let announcement: Announcement? = {
        guard let name = MemberName("n1"),
            let address = Address(bytes: [127, 0, 0, 1], port: 8_402)
        else { return nil }
        return Announcement(
            name: name,
            address: address,
            incarnation: 3,
            metadataVersion: 4,
            metadata: metadata
        )
    }()

    private static let datagrams: [[UInt8]] = {
        guard let announcement, let other = MemberName("n2"),
            let wide = Address(bytes: Array(repeating: 1, count: 16), port: 1)
        else { return [] }
        let (name, address) = (announcement.name, announcement.address)
        let accusation = Accusation(name: name, incarnation: 3, accuser: other)
        let conflict = NameConflict(name: name, incumbent: address, newcomer: wide, incarnation: 5)
        let messages: [Gossip.Message] = [
            .ping(Ping(sequence: 1, target: name, source: other)),
            .pingRequest(PingRequest(sequence: 2, target: name, targetAddress: wide)),
            .acknowledgement(Acknowledgement(sequence: 3, address: address)),
            .negativeAcknowledgement(NegativeAcknowledgement(sequence: 4)),
            .alive(announcement), .suspect(accusation), .dead(accusation),
            .left(Departure(name: name, incarnation: 6)), .conflict(conflict),
        ]
        let cluster = ClusterIdentity(5)
        return [DatagramCodec.encode(Datagram(cluster: cluster, messages: messages))]
            + messages.map { DatagramCodec.encode(Datagram(cluster: cluster, messages: [$0])) }
    }()

    private static let frames: [[UInt8]] = {
        guard let announcement else { return [] }
        let (name, address) = (announcement.name, announcement.address)
        let conflict = NameConflict(
            name: name,
            incumbent: address,
            newcomer: address,
            incarnation: 5
        )
        let cluster = ClusterIdentity(5)
        let frames: [Frame] = [
            .probe(StreamProbe(cluster: cluster, target: name)), .probeAnswer(address),
            .knowledge(
                Knowledge(
                    cluster: cluster,
                    sender: announcement,
                    members: [KnownMember(announcement, .suspect)],
                    isLast: true
                )
            ),
            .refusal(.foreignCluster(ours: cluster, theirs: ClusterIdentity(6))),
            .refusal(.nameConflict(conflict)), .refusal(.notReady), .refusal(.wrongName(name)),
        ]
        return frames.map { FrameCodec.encode($0) }
    }()

    private static let metadata = GossipMetadata(
        node: NodeID(1),
        s3: "127.0.0.1:8400",
        admin: "127.0.0.1:8401",
        version: "1",
        capacity: 1_000,
        load: 3
    ).encoded

    private static let saved: [[UInt8]] = {
        guard let announcement else { return [] }
        return [
            AnnouncementCodec.encode(announcement),
            SavedIdentity(cluster: ClusterIdentity(5), incarnation: 1, metadataVersion: 2)
                .encoded(),
        ]
    }()

    private static func datagram(_ bytes: [UInt8]) -> Bool {
        guard let datagram = understood({ try DatagramCodec.decode(bytes) }) else { return false }
        let encoded = DatagramCodec.encode(datagram)
        precondition(encoded.count == DatagramCodec.size(datagram), "another size than measured")
        precondition(encoded.count <= bytes.count, "a datagram grew")
        precondition(understood { try DatagramCodec.decode(encoded) } == datagram)
        return true
    }

    private static func frame(_ bytes: [UInt8]) -> Bool {
        guard let frame = understood({ try FrameCodec.decode(bytes) }) else { return false }
        let encoded = FrameCodec.encode(frame)
        precondition(encoded.count <= bytes.count, "a frame grew")
        precondition(understood { try FrameCodec.decode(encoded) } == frame)
        return true
    }

    private static func gossipMetadata(_ bytes: [UInt8]) -> Bool {
        guard let metadata = understood({ try GossipMetadata(decoding: bytes) }) else {
            return false
        }
        precondition(metadata.encoded.count <= Limits.metadataBytes)
        precondition(understood { try GossipMetadata(decoding: metadata.encoded) } == metadata)
        return true
    }

    private static func gossipSaved(_ bytes: [UInt8]) -> Bool {
        let announcement = understood { try AnnouncementCodec.decode(bytes) }
        if let announcement {
            let encoded = AnnouncementCodec.encode(announcement)
            precondition(understood { try AnnouncementCodec.decode(encoded) } == announcement)
        }
        let identity = understood { try SavedIdentity(decoding: bytes) }
        if let identity {
            precondition(understood { try SavedIdentity(decoding: identity.encoded()) } == identity)
        }
        return announcement != nil || identity != nil
    }

    // MARK: Connections of the cluster

    private static let identity = NodeIdentity(
        cluster: ClusterID(high: 1, low: 2),
        node: NodeID(3)
    )
    private static let peerFrames: [PeerFrame] = hellos + raft.map { .message($0) } + writes
    private static let hellos: [PeerFrame] = PeerKind.allCases.map { kind in
        .hello(PeerHello(identity: identity, name: "n1", kind: kind))
    }
    private static let writes: [PeerFrame] = [
        .refusal("of another cluster"), .write(number: 5, command: [1, 2]),
        .answer(number: 5, .done(.applied(revision: 9, changes: 1), 9)),
        .answer(number: 6, .done(.conditionFailed(position: 0, current: 4), 9)),
        .answer(number: 7, .done(.memberRefused(.removed), 9)),
        .answer(number: 8, .notLeader), .answer(number: 9, .lost),
        .answer(number: 10, .refused(.noQuorum)),
        .answer(number: 11, .refused(.tooLarge(bytes: 12))),
        .answer(number: 12, .refused(.storage("why"))),
    ]
    private static let member = Member(
        node: 3,
        card: MemberCard(
            name: "n1",
            token: Array(0..<16),
            cluster: "127.0.0.1:8402",
            s3: "127.0.0.1:8400",
            admin: "127.0.0.1:8401",
            version: "1"
        )
    )
    private static let controlRequests: [ControlRequest] = [
        .enrol(member.card, node: nil), .enrol(member.card, node: 3),
        .transferLeadership(to: "n2"), .transferLeadership(to: nil),
    ]
    private static let controlAnswers: [ControlAnswer] = [
        .enrolled(identity, revision: 8, members: [member]), .done, .refused("why"), .removed,
        .later("why", revision: 8, members: [member, member]),
    ]

    private static func peerFrame(_ bytes: [UInt8]) -> Bool {
        let limits = Raft.Limits()
        guard let frame = understood({ try PeerFrame(decoding: bytes, limits: limits) }) else {
            return false
        }
        let encoded = frame.encoded
        let again = understood { try PeerFrame(decoding: encoded, limits: limits) }
        precondition(again?.encoded == encoded, "a frame changed")
        return true
    }

    private static func controlRequest(_ bytes: [UInt8]) -> Bool {
        guard let request = understood({ try ControlRequest(decoding: bytes) }) else {
            return false
        }
        precondition(understood { try ControlRequest(decoding: request.encoded) } == request)
        return true
    }

    private static func controlAnswer(_ bytes: [UInt8]) -> Bool {
        guard let answer = understood({ try ControlAnswer(decoding: bytes) }) else { return false }
        let again = understood { try ControlAnswer(decoding: answer.encoded) }
        precondition(again?.encoded == answer.encoded, "an answer changed")
        return true
    }

    // MARK: Fills

    private typealias Fill = FillMessage<[UInt8]>

    /// The first byte says whether the message answers a question.
    private static let fillMessages: [[UInt8]] = {
        var head = AnswerHead(
            size: 9,
            etag: "abc",
            modifiedMilliseconds: 5,
            headerBlock: Array("Content-Type: text/plain\r\n".utf8)
        )
        head.fetcher = "n1"
        head.validator = .entityTag("\"1\"")
        head.digests = ExpectedDigests([
            ExpectedDigests.Expectation(
                algorithm: .md5,
                value: Array(repeating: 3, count: 16),
                source: "content-md5"
            )
        ])
        let read = PeerRead(
            path: Array("b/k".utf8),
            want: .body,
            request: StreamRequest(
                member: "",
                intent: .fetch(rank: 2),
                view: 300,
                offset: 1 << 40,
                version: head.version,
                unreachable: ["a", "b"]
            ),
            end: 1 << 41,
            query: "x=y",
            passed: ["m"],
            mappingRevision: 7
        )
        let page = ListMerge.Page(
            entries: [ListMerge.Entry(key: [1], size: 2, etag: "e", modifiedMilliseconds: 3)],
            prefixes: [[47]],
            continueAfter: [47]
        )
        let messages: [Fill] = [
            .question(path: Array("b/k".utf8), Question(view: 1, rank: 2)), .read(read),
            .delete(paths: [Array("b/k".utf8)]),
            .list(PeerList(bucket: [98], prefix: [], delimiter: [47], after: [120], limit: 1_000)),
            .head(PeerHead(answer: head, isHit: true)), .beat, .end, .moved(view: 5),
            .elsewhere("n2"), .unready, .absent, .changed,
            .refused(MissFailure(.slowDown, "later", originStatus: 503, retryAfterSeconds: 4)),
            .leaving, .deleted, .page(page), .failed("why"),
        ]
        let answers: [Fill] = [.answer(.here), .answer(.nothing), .answer(.moved(view: 2))]
        return messages.map { [0] + encoded($0) } + answers.map { [1] + encoded($0) }
    }()

    private static func encoded(_ message: Fill) -> [UInt8] {
        var writer = WireWriter()
        message.encode(into: &writer)
        return writer.bytes
    }

    private static func fillMessage(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return false }
        let isQuestion = bytes[0] & 1 == 1
        func decoded(_ bytes: ArraySlice<UInt8>) -> Fill? {
            understood {
                var reader = WireReader(bytes.dropFirst())
                return try Fill(tag: bytes[bytes.startIndex], &reader, isQuestion: isQuestion)
            }
        }
        guard let message = decoded(bytes.dropFirst()) else { return false }
        let once = encoded(message)
        precondition(decoded(once[...]).map(encoded) == once, "a message changed")
        return true
    }
}
