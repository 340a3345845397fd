import Catalog
import Testing

@Suite struct PublicReadingTests {
    private func mayList(_ path: String, _ machine: Machine) throws -> Bool {
        try Array(path.utf8).withUnsafeBytes { try PublicReading.mayList($0, machine.tables) }
    }

    private func put(_ key: String, _ acl: Mapping.AccessControl) throws -> MappingOperation {
        var mapping = try Examples.mapping()
        mapping.acl = acl
        return MappingOperation(try MappingKey(key), .put(mapping))
    }

    @Test(arguments: [
        ("media/", false), ("media/p", false), ("media/private/", false),
        ("media/private/open/", true), ("media/private/open", false), ("media/private/k", false),
        ("media/other/", true), ("media/q", true), ("medi/", false),
        ("media-x/", false), ("open/", true), ("open/a/b", true), ("shut/", false),
        ("shut/open/", true), ("shut/open/k", true), ("shut/ope", false), ("none/", false),
        ("/", false), ("", false),
    ])
    func `a list is for everybody where nothing in it is private`(
        path: String,
        expected: Bool
    ) throws {
        var machine = Machine()
        _ = try machine.apply([
            try put("media", .publicRead), try put("media/private/", .private),
            try put("media/private/open/", .publicRead), try put("media-x", .private),
            try put("open", .publicRead), try put("open/a", .publicRead),
            try put("shut", .private), try put("shut/open/", .publicRead),
        ])
        #expect(try mayList(path, machine) == expected)
    }

    @Test func `a bucket that is public-read is listed whatever its mappings say`() throws {
        var machine = Machine()
        _ = try machine.apply([try put("b", .private), try put("b/p/", .private)])
        #expect(try !mayList("b/", machine))
        let change = BucketChange("b", .setACL(.publicRead))
        _ = try machine.apply(Command(.bucket(change), proposedMilliseconds: 1))
        #expect(try mayList("b/", machine) && mayList("b/p/k", machine))
    }

    @Test func `a prefix longer than any key is that of its longest mapping`() throws {
        var machine = Machine()
        let long = "b/" + String(repeating: "x", count: MappingLimits.keyBytes - 2)
        _ = try machine.apply([try put("b", .publicRead), try put(long, .private)])
        #expect(try !mayList(long, machine) && !mayList(long + "x", machine))
        #expect(try mayList("b/y" + long, machine))
        #expect(try !mayList(String(long.dropLast()), machine))
    }

    @Test func `more mappings than are looked at count as private`() throws {
        var machine = Machine()
        _ = try machine.apply([try put("b", .publicRead)])
        for number in 0..<PublicReading.lookedAtMappings {
            _ = try machine.apply([try put("b/\(number)/", .publicRead)])
        }
        #expect(try mayList("b/", machine))
        _ = try machine.apply([try put("b/z/", .publicRead)])
        #expect(try !mayList("b/", machine))
        #expect(try mayList("b/1", machine) && mayList("b/z/", machine))
    }
}
