import Catalog
import Testing
import Wire

@Suite struct MemberTests {
    private func card(_ name: String, token: UInt8 = 1, at address: String = "10.0.0.1:1")
        -> MemberCard
    {
        MemberCard(
            name: name,
            token: [UInt8](repeating: token, count: MemberCard.tokenBytes),
            cluster: address,
            s3: "10.0.0.1:2",
            admin: "10.0.0.1:3",
            version: "1.0"
        )
    }

    private func apply(_ change: MemberChange, _ machine: inout Machine) throws -> CommandResult {
        try machine.apply(Command(.member(change), proposedMilliseconds: 5))
    }

    private func members(_ machine: Machine) throws -> [Member] {
        try CatalogQuery.members(machine.tables).members
    }

    @Test func `nodes get numbers in the order of joining, and never one twice`() throws {
        var machine = Machine()
        for (index, name) in ["b", "a", "c"].enumerated() {
            let change = MemberChange.enrol(card(name, token: UInt8(index)), node: nil)
            #expect(
                try apply(change, &machine) == .applied(revision: machine.index, changes: 1)
            )
        }
        #expect(try members(machine).map(\.name) == ["a", "b", "c"])
        #expect(try members(machine).map(\.node) == [2, 1, 3])
        #expect(try apply(.leave(name: "c"), &machine) == .applied(revision: 4, changes: 1))
        #expect(
            try apply(.forget(name: "c", node: 3), &machine) == .applied(revision: 5, changes: 1)
        )
        _ = try apply(.enrol(card("c", token: 9), node: nil), &machine)
        #expect(try CatalogQuery.member("c", machine.tables)?.node == 4)
    }

    @Test func `asking again changes nothing, and a new address is taken`() throws {
        var machine = Machine()
        _ = try apply(.enrol(card("a"), node: nil), &machine)
        let before = try CatalogQuery.membersRevision(machine.tables)
        #expect(
            try apply(.enrol(card("a"), node: nil), &machine) == .applied(revision: 2, changes: 0)
        )
        #expect(try CatalogQuery.membersRevision(machine.tables) == before)
        let moved = card("a", at: "10.0.0.9:1")
        #expect(
            try apply(.enrol(moved, node: 1), &machine) == .applied(revision: 3, changes: 1)
        )
        #expect(try members(machine) == [Member(node: 1, card: moved)])
        #expect(try CatalogQuery.membersRevision(machine.tables) == 3)
    }

    @Test func `a name belongs to the disk that had it first`() throws {
        var machine = Machine()
        _ = try apply(.enrol(card("a"), node: nil), &machine)
        let other = MemberChange.enrol(card("a", token: 2), node: nil)
        #expect(try apply(other, &machine) == .memberRefused(.nameTaken))
        #expect(try members(machine) == [Member(node: 1, card: card("a"))])
    }

    @Test func `who was forgotten stays forgotten`() throws {
        var machine = Machine()
        _ = try apply(.enrol(card("a"), node: nil), &machine)
        _ = try apply(.enrol(card("b", token: 2), node: nil), &machine)
        // Only one that was told to leave.
        #expect(
            try apply(.forget(name: "b", node: 2), &machine) == .applied(revision: 3, changes: 0)
        )
        _ = try apply(.leave(name: "b"), &machine)
        #expect(try CatalogQuery.member("b", machine.tables)?.isLeaving == true)
        // Only the very node.
        #expect(
            try apply(.forget(name: "b", node: 7), &machine) == .applied(revision: 5, changes: 0)
        )
        _ = try apply(.forget(name: "b", node: 2), &machine)
        let back = MemberChange.enrol(card("b", token: 2), node: 2)
        #expect(try apply(back, &machine) == .memberRefused(.removed))
        #expect(try apply(.leave(name: "b"), &machine) == .memberRefused(.unknown))
    }

    @Test func `the last member cannot leave, and one can be kept alone`() throws {
        var machine = Machine()
        for (index, name) in ["a", "b", "c"].enumerated() {
            _ = try apply(.enrol(card(name, token: UInt8(index)), node: nil), &machine)
        }
        #expect(try apply(.keepOnly(name: "b"), &machine) == .applied(revision: 4, changes: 2))
        #expect(try members(machine).map(\.name) == ["b"])
        #expect(try apply(.leave(name: "b"), &machine) == .memberRefused(.last))
    }

    @Test func `changes survive their encoding, and nothing else is read`() throws {
        let changes: [MemberChange] = [
            .enrol(card("a"), node: nil), .enrol(card("ä", token: 255), node: .max),
            .leave(name: "n"), .forget(name: "n", node: 3), .keepOnly(name: "n"),
        ]
        for change in changes {
            let command = Command(.member(change), proposedMilliseconds: 7)
            #expect(try Command(decoding: command.encoded) == command)
            for length in 0..<command.encoded.count {
                #expect(throws: WireError.self) {
                    try Command(decoding: Array(command.encoded.prefix(length)))
                }
            }
        }
        for refusal in [MemberRefusal.nameTaken, .removed, .unknown, .full, .last] {
            var writer = WireWriter()
            CommandResult.memberRefused(refusal).encode(into: &writer)
            var reader = WireReader(writer.bytes)
            #expect(try CommandResult(decoding: &reader) == .memberRefused(refusal))
        }
    }
}
