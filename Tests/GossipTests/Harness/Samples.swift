import Determinism
import Gossip

/// Values for tests, by number or from a seed.
enum Samples {
    static func name(_ number: Int) -> MemberName {
        guard let name = MemberName("n\(number)") else { preconditionFailure("n\(number)") }
        return name
    }

    static func address(_ number: Int) -> Address {
        let bytes: [UInt8] = [10, 0, UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
        guard let address = Address(bytes: bytes, port: 8402) else {
            preconditionFailure("\(bytes)")
        }
        return address
    }

    static func announcement(
        _ number: Int,
        incarnation: UInt64 = 1,
        version: UInt64 = 1,
        metadata: [UInt8] = [],
        address: Address? = nil
    ) -> Announcement {
        Announcement(
            name: name(number),
            address: address ?? Self.address(number),
            incarnation: incarnation,
            metadataVersion: version,
            metadata: metadata
        )
    }

    static func accusation(_ number: Int, _ incarnation: UInt64, by accuser: Int) -> Accusation {
        Accusation(name: name(number), incarnation: incarnation, accuser: name(accuser))
    }

    static func randomName(_ generator: inout SeededGenerator) -> MemberName {
        let count = Int.random(in: 1...Limits.nameBytes, using: &generator)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0x21...0x7E, using: &generator) }
        guard let name = MemberName(String(decoding: bytes, as: UTF8.self)) else {
            preconditionFailure("\(bytes)")
        }
        return name
    }

    static func randomAddress(_ generator: inout SeededGenerator) -> Address {
        let count = Bool.random(using: &generator) ? 4 : 16
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        guard let address = Address(bytes: bytes, port: .random(in: 0 ... .max, using: &generator))
        else { preconditionFailure("\(bytes)") }
        return address
    }

    static func randomAnnouncement(_ generator: inout SeededGenerator) -> Announcement {
        let count = Int.random(in: 0...Limits.metadataBytes, using: &generator)
        return Announcement(
            name: randomName(&generator),
            address: randomAddress(&generator),
            incarnation: .random(in: 0...Limits.incarnation, using: &generator),
            metadataVersion: .random(in: 0...300, using: &generator),
            metadata: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        )
    }

    static func randomMessage(_ generator: inout SeededGenerator) -> Message {
        let sequence = UInt32(truncatingIfNeeded: generator.next())
        let name = randomName(&generator)
        let accusation = Accusation(
            name: name,
            incarnation: .random(in: 0...Limits.incarnation, using: &generator),
            accuser: randomName(&generator)
        )
        switch Int.random(in: 0..<9, using: &generator) {
        case 0:
            return .ping(
                Ping(sequence: sequence, target: name, source: randomName(&generator))
            )
        case 1:
            return .pingRequest(
                PingRequest(
                    sequence: sequence,
                    target: name,
                    targetAddress: randomAddress(&generator)
                )
            )
        case 2:
            return .acknowledgement(
                Acknowledgement(sequence: sequence, address: randomAddress(&generator))
            )
        case 3: return .negativeAcknowledgement(NegativeAcknowledgement(sequence: sequence))
        case 4: return .alive(randomAnnouncement(&generator))
        case 5: return .suspect(accusation)
        case 6: return .dead(accusation)
        case 7: return .left(Departure(name: name, incarnation: accusation.incarnation))
        default:
            return .conflict(
                NameConflict(
                    name: name,
                    incumbent: randomAddress(&generator),
                    newcomer: randomAddress(&generator),
                    incarnation: accusation.incarnation
                )
            )
        }
    }

    /// A datagram within its size.
    static func randomDatagram(_ generator: inout SeededGenerator) -> Datagram {
        var datagram = Datagram(
            cluster: ClusterIdentity(generator.next()),
            messages: [randomMessage(&generator)]
        )
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            var longer = datagram
            longer.messages.append(randomMessage(&generator))
            guard DatagramCodec.encode(longer).count <= Limits.datagramBytes else { continue }
            datagram = longer
        }
        return datagram
    }

    static func randomFrame(_ generator: inout SeededGenerator) -> Frame {
        let cluster = ClusterIdentity(generator.next())
        switch Int.random(in: 0..<7, using: &generator) {
        case 0:
            return .probe(StreamProbe(cluster: cluster, target: randomName(&generator)))
        case 1: return .probeAnswer(randomAddress(&generator))
        case 2:
            return .refusal(
                .foreignCluster(ours: cluster, theirs: ClusterIdentity(generator.next()))
            )
        case 3:
            return .refusal(
                .nameConflict(
                    NameConflict(
                        name: randomName(&generator),
                        incumbent: randomAddress(&generator),
                        newcomer: randomAddress(&generator),
                        incarnation: generator.next() >> 8
                    )
                )
            )
        case 4: return .refusal(.notReady)
        case 5: return .refusal(.wrongName(randomName(&generator)))
        default:
            let members = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                KnownMember(
                    randomAnnouncement(&generator),
                    MemberState.allCases.randomElement(using: &generator) ?? .alive
                )
            }
            return .knowledge(
                Knowledge(
                    cluster: Bool.random(using: &generator) ? cluster : nil,
                    sender: randomAnnouncement(&generator),
                    members: members,
                    isLast: Bool.random(using: &generator)
                )
            )
        }
    }

    /// Bytes with a few of them changed, removed, added or cut off.
    static func mutate(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }
}
