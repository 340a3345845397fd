package import Wire

/// Frames of streams as bytes: a version, a kind and its fields.
///
/// Their length on the stream, at most `Limits.frameBytes`, is the shell's to write and to check
/// before it reads on.
package enum FrameCodec {
    private enum Kind: UInt8 {
        case probe = 1
        case probeAnswer = 2
        case knowledge = 3
        case foreignCluster = 4
        case nameConflict = 5
        case notReady = 6
        case wrongName = 7
    }

    /// The bytes of a frame without their length.
    package static func encode(_ frame: Frame) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 256)
        writer.uint8(MessageCodec.version)
        switch frame {
        case .probe(let probe):
            writer.uint8(Kind.probe.rawValue)
            writer.uint64(probe.cluster.rawValue)
            writer.text(probe.target.text)
        case .probeAnswer(let address):
            writer.uint8(Kind.probeAnswer.rawValue)
            MessageCodec.write(address, into: &writer)
        case .knowledge(let knowledge):
            writer.uint8(Kind.knowledge.rawValue)
            write(knowledge, into: &writer)
        case .refusal(let refusal):
            write(refusal, into: &writer)
        }
        return writer.bytes
    }

    /// Reads a frame; throws for anything that `encode` would not have written within the limits.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> Frame {
        guard bytes.count <= Limits.frameBytes else {
            throw .tooLong(length: UInt64(bytes.count), limit: Limits.frameBytes)
        }
        var reader = WireReader(bytes)
        try MessageCodec.readVersion(&reader)
        let byte = try reader.uint8()
        guard let kind = Kind(rawValue: byte) else {
            throw .invalid(field: "frame", value: UInt64(byte))
        }
        let frame = try read(kind, &reader)
        try reader.finish()
        return frame
    }

    private static func read(
        _ kind: Kind,
        _ reader: inout WireReader
    ) throws(WireError) -> Frame {
        switch kind {
        case .probe:
            let cluster = ClusterIdentity(try reader.uint64())
            let target = try MessageCodec.readName(&reader)
            return .probe(StreamProbe(cluster: cluster, target: target))
        case .probeAnswer: return .probeAnswer(try MessageCodec.readAddress(&reader))
        case .knowledge: return .knowledge(try readKnowledge(&reader))
        case .foreignCluster:
            let ours = ClusterIdentity(try reader.uint64())
            let theirs = ClusterIdentity(try reader.uint64())
            return .refusal(.foreignCluster(ours: ours, theirs: theirs))
        case .nameConflict:
            return .refusal(.nameConflict(try MessageCodec.readConflict(&reader)))
        case .notReady: return .refusal(.notReady)
        case .wrongName: return .refusal(.wrongName(try MessageCodec.readName(&reader)))
        }
    }

    private static func write(_ refusal: Refusal, into writer: inout WireWriter) {
        switch refusal {
        case .foreignCluster(let ours, let theirs):
            writer.uint8(Kind.foreignCluster.rawValue)
            writer.uint64(ours.rawValue)
            writer.uint64(theirs.rawValue)
        case .nameConflict(let conflict):
            writer.uint8(Kind.nameConflict.rawValue)
            MessageCodec.write(conflict, into: &writer)
        case .notReady:
            writer.uint8(Kind.notReady.rawValue)
        case .wrongName(let name):
            writer.uint8(Kind.wrongName.rawValue)
            writer.text(name.text)
        }
    }

    private static func write(_ knowledge: Knowledge, into writer: inout WireWriter) {
        writer.optional(knowledge.cluster) { $0.uint64($1.rawValue) }
        MessageCodec.write(knowledge.sender, into: &writer)
        writer.bool(knowledge.isLast)
        writer.variable(UInt64(knowledge.members.count))
        for member in knowledge.members {
            writer.uint8(member.state.rawValue)
            MessageCodec.write(member.announcement, into: &writer)
        }
    }

    private static func readKnowledge(_ reader: inout WireReader) throws(WireError) -> Knowledge {
        let cluster = try reader.optional { (reader) throws(WireError) in
            ClusterIdentity(try reader.uint64())
        }
        let sender = try MessageCodec.readAnnouncement(&reader)
        let isLast = try reader.bool()
        let count = try reader.count(limit: Limits.frameMembers)
        var members: [KnownMember] = []
        for _ in 0..<count {
            let byte = try reader.uint8()
            guard let state = MemberState(rawValue: byte) else {
                throw .invalid(field: "state", value: UInt64(byte))
            }
            members.append(KnownMember(try MessageCodec.readAnnouncement(&reader), state))
        }
        return Knowledge(cluster: cluster, sender: sender, members: members, isLast: isLast)
    }
}
