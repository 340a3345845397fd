import Determinism
import Gossip
import Testing
import Wire

@Suite struct CodecTests {
    @Test func `every datagram comes back from its bytes`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let datagram = Samples.randomDatagram(&generator)
            let bytes = DatagramCodec.encode(datagram)
            #expect(try DatagramCodec.decode(bytes) == datagram)
        }
    }

    @Test func `every frame comes back from its bytes`() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<500 {
            let frame = Samples.randomFrame(&generator)
            #expect(try FrameCodec.decode(FrameCodec.encode(frame)) == frame)
        }
    }

    @Test func `what is saved comes back`() throws {
        var generator = SeededGenerator(seed: 3)
        let identity = SavedIdentity(
            cluster: ClusterIdentity(7),
            incarnation: 8,
            metadataVersion: 9
        )
        #expect(try SavedIdentity(decoding: identity.encoded()) == identity)
        for _ in 0..<100 {
            let announcement = Samples.randomAnnouncement(&generator)
            let bytes = AnnouncementCodec.encode(announcement)
            #expect(try AnnouncementCodec.decode(bytes) == announcement)
        }
    }

    @Test func `the bytes of a datagram are these`() {
        let datagram = Datagram(
            cluster: ClusterIdentity(0x0102),
            messages: [
                .ping(
                    Ping(sequence: 5, target: Samples.name(1), source: Samples.name(2))
                ),
                .suspect(Samples.accusation(3, 300, by: 4)),
            ]
        )
        let expected: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 1, 2] + [1, 0, 0, 0, 5, 2, 0x6E, 0x31, 2, 0x6E, 0x32]
            + [6, 2, 0x6E, 0x33, 0xAC, 2, 2, 0x6E, 0x34]
        #expect(DatagramCodec.encode(datagram) == expected)
    }

    @Test func `changed bytes are refused or mean something else, and never crash`() {
        var generator = SeededGenerator(seed: 4)
        var refused = 0
        for _ in 0..<4_000 {
            let datagram = Samples.randomDatagram(&generator)
            let bytes = Samples.mutate(DatagramCodec.encode(datagram), &generator)
            do {
                let other = try DatagramCodec.decode(bytes)
                #expect(DatagramCodec.encode(other).count <= bytes.count)
            } catch {
                refused += 1
            }
            let frame = FrameCodec.encode(Samples.randomFrame(&generator))
            do {
                _ = try FrameCodec.decode(Samples.mutate(frame, &generator))
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1_000)
    }

    @Test func `a length above its limit is refused before anything is allocated`() {
        var writer = WireWriter()
        writer.uint8(1)
        writer.uint64(1)
        writer.uint8(5)
        writer.variable(1 << 40)
        #expect(throws: WireError.tooLong(length: 1 << 40, limit: Limits.nameBytes)) {
            try DatagramCodec.decode(writer.bytes)
        }
        let long = [UInt8](repeating: 0, count: Limits.datagramBytes + 1)
        #expect(throws: WireError.tooLong(length: 1_361, limit: 1_360)) {
            try DatagramCodec.decode(long)
        }
    }

    @Test func `an incarnation that leaves no room to object is refused`() {
        let announcement = Samples.announcement(1, incarnation: Limits.incarnation + 1)
        #expect(throws: (any Error).self) {
            try AnnouncementCodec.decode(AnnouncementCodec.encode(announcement))
        }
    }

    @Test func `a version that is not known is refused`() {
        #expect(throws: WireError.invalid(field: "version", value: 2)) {
            try DatagramCodec.decode([2, 0, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 1])
        }
    }

    @Test(arguments: ["", "a b", "é", "a\u{7F}", String(repeating: "x", count: 129)])
    func `a name that breaks the rule is none`(text: String) {
        #expect(MemberName(text) == nil)
    }

    @Test func `addresses read and sort as expected`() {
        let four = Address(bytes: [192, 168, 0, 1], port: 80)
        let six = Address(bytes: [0x20, 1] + [UInt8](repeating: 0, count: 13) + [1], port: 81)
        #expect(four?.description == "192.168.0.1:80")
        #expect(six?.description == "[2001:0:0:0:0:0:0:1]:81")
        #expect(six?.bytes.count == 16)
        #expect(Address(bytes: [1, 2, 3], port: 1) == nil)
        #expect(Samples.address(255) < Samples.address(256))
    }
}
