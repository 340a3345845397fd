import Catalog
import Testing

@Suite struct BucketTests {
    private func bucket(_ name: String, in machine: Machine) throws -> BucketEntry? {
        try Array(name.utf8).withUnsafeBytes { try CatalogQuery.bucket($0, machine.tables) }
    }

    private func change(
        _ machine: inout Machine,
        _ name: String,
        _ action: BucketChange.Action
    ) throws -> CommandResult {
        let command = Command(.bucket(BucketChange(name, action)), proposedMilliseconds: 1_000)
        return try machine.apply(Command(decoding: command.encoded))
    }

    @Test func `a bucket is made once, changed and removed`() throws {
        var machine = Machine()
        #expect(
            try change(&machine, "b", .create(.publicRead)) == .applied(revision: 1, changes: 1)
        )
        #expect(try change(&machine, "b", .create(.private)) == .applied(revision: 2, changes: 0))
        let made = try #require(try bucket("b", in: machine))
        #expect(made.acl == .publicRead && made.cors.isEmpty && made.revision == 1)
        #expect(made.createdMilliseconds == 1_000)
        _ = try change(&machine, "b", .setACL(.private))
        _ = try change(&machine, "b", .setCORS([1, 2, 3]))
        let changed = try #require(try bucket("b", in: machine))
        #expect(changed.acl == .private && changed.cors == [1, 2, 3] && changed.revision == 4)
        #expect(changed.createdMilliseconds == 1_000)
        #expect(try change(&machine, "b", .delete) == .applied(revision: 5, changes: 1))
        #expect(try change(&machine, "b", .delete) == .applied(revision: 6, changes: 0))
        #expect(try bucket("b", in: machine) == nil)
        for action in [BucketChange.Action.setACL(.publicRead), .setCORS([1])] {
            guard case .applied(_, changes: 0) = try change(&machine, "b", action) else {
                Issue.record("a bucket that is not there was changed")
                return
            }
        }
        #expect(try bucket("b", in: machine) == nil)
    }

    @Test(arguments: ["b", "b/p"])
    func `a bucket with a mapping stays, whatever its neighbours are called`(key: String) throws {
        var machine = Machine()
        _ = try machine.apply([
            try Examples.put(key), try Examples.put("b-c"), try Examples.put("b0"),
        ])
        #expect(
            try change(&machine, "b", .delete) == .conditionFailed(position: 0, current: 1)
        )
        _ = try machine.apply([try Examples.delete(key)])
        #expect(try change(&machine, "b", .delete) == .applied(revision: 4, changes: 1))
        #expect(try bucket("b-c", in: machine) != nil)
    }

    @Test func `a mapping leaves the bucket it finds as it is`() throws {
        var machine = Machine()
        _ = try change(&machine, "b", .create(.publicRead))
        _ = try machine.apply([try Examples.put("b/p")])
        #expect(try bucket("b", in: machine)?.acl == .publicRead)
    }

    @Test func `what is no bucket's name or too long is malformed`() throws {
        var machine = Machine()
        #expect(try changeResult(&machine, "a/b", .delete) == .malformed)
        #expect(try changeResult(&machine, "", .create(.private)) == .malformed)
        let long = [UInt8](repeating: 0x20, count: CatalogLimits.corsBytes + 1)
        #expect(try changeResult(&machine, "b", .setCORS(long)) == .malformed)
    }

    private func changeResult(
        _ machine: inout Machine,
        _ name: String,
        _ action: BucketChange.Action
    ) throws -> CommandResult {
        let command = Command(.bucket(BucketChange(name, action)), proposedMilliseconds: 1)
        return try machine.apply(bytes: command.encoded)
    }
}
