import Mirroring
import Routing
import Testing

@Suite struct ShareTests {
    @Test(arguments: [1, 2, 3, 7, 64, 65, 1_000])
    func `the members' connections add up to the mapping's`(total: Int) {
        for members in [1, 2, 3, 5, 64, 100] {
            let shares = (0..<members).map {
                ConnectionShare.connections(
                    total,
                    mapping: "films".utf8,
                    index: $0,
                    members: members
                )
            }
            #expect(shares.reduce(0, +) == total)
            #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 1)
        }
    }

    @Test func `bandwidth is divided, and never to nothing`() {
        #expect(ConnectionShare.bandwidth(50_000_000, members: 3) == 16_666_666)
        #expect(ConnectionShare.bandwidth(2, members: 5) == 1)
        #expect(ConnectionShare.bandwidth(7, members: 0) == 7)
    }

    @Test func `members without a connection are passed over`() {
        let view = RoutingView(number: 1, members: Scene.members)
        let rule = PathRanks.Rule(mapping: Array("bucket".utf8), connections: 2)
        let ranks = PathRanks(path: Scene.path, rule: rule, view: view)
        let first = FetcherRule.index(of: "bucket".utf8, members: 4)
        let holders = [Scene.members[first], Scene.members[(first + 1) % 4]]
        #expect(ranks.names == Scene.order.filter(holders.contains))
        let plenty = PathRanks.Rule(mapping: Array("bucket".utf8), connections: 4)
        #expect(PathRanks(path: Scene.path, rule: plenty, view: view).names == Scene.order)
    }
}
