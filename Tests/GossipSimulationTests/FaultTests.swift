import Glibc
import GossipSimulation
import Testing

@Suite struct FaultTests {
    @Test func `there is a row for every fault`() {
        let listed = Set(FaultRow.all.map(\.fault))
        #expect(listed == Set(GossipFault.allCases))
    }

    @Test(arguments: FaultRow.all)
    func `each fault is caught by its rule`(row: FaultRow) {
        var settings = GossipWorldSettings.churn(seed: row.seed, size: row.size)
        settings.fault = row.fault
        let world = GossipWorld(settings)
        let error = #expect(throws: GossipViolation.self) {
            try world.runChurn(for: .seconds(40))
        }
        #expect(error?.rule == row.rule)
    }

    @Test func `the page has the same table`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/" + root + "/docs/gossip-simulation.md"
        let file = try #require(fopen(path, "r"), "\(path) is missing")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        let page = String(decoding: bytes.prefix(count), as: UTF8.self)
        for row in FaultRow.all {
            #expect(page.contains(row.line), "the page lacks \(row.line)")
        }
    }
}
