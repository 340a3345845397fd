import Determinism
import Routing
import Testing

@Suite struct FillRouteTests {
    static let order = Scene.order

    @Test func `a miss goes to the fetcher, with the number of the view`() {
        var scene = Scene(at: Self.order[2])
        #expect(scene.step(.start) == Scene.fetch(0))
        #expect(scene.route.standing == .seeking)
        #expect(scene.step(.head(Scene.version())) == [.refer(to: Self.order[0])])
        #expect(scene.route.standing == .member(Self.order[0]))
        #expect(scene.step(.received(total: 100)) == [])
        #expect(scene.step(.complete) == [.complete])
        #expect(scene.route.nextDeadline == nil)
    }

    @Test func `a node alone fetches at once`() {
        var scene = Scene(at: "a", views: [RoutingView(number: 1, members: ["a"])])
        #expect(scene.step(.start) == [.fetch(from: 0, version: nil)])
        var unnamed = Scene(at: "a", views: [])
        #expect(unnamed.step(.start) == [.fetch(from: 0, version: nil)])
    }

    @Test func `the fetcher asks the first two others before the origin`() {
        var scene = Scene(at: Self.order[0])
        let others = [Self.order[1], Self.order[2]]
        #expect(scene.step(.start) == [.ask(others, Question(view: 1, rank: 0))])
        #expect(scene.route.standing == .deciding(rank: 0, view: 1))
        #expect(scene.step(.answered(by: others[0], .nothing)) == [])
        #expect(
            scene.step(.unanswered(by: others[1])) == [.stopAsking, .fetch(from: 0, version: nil)]
        )
        #expect(scene.route.standing == .origin)
    }

    @Test func `where objects lie with single members, all of them are asked`() {
        var scene = Scene(at: Self.order[0], isThorough: true)
        let others = Scene.members.filter { $0 != Self.order[0] }
        #expect(scene.step(.start) == [.ask(others, Question(view: 1, rank: 0))])
    }

    @Test func `the fetcher follows who has a fill under way, and a member that died is not asked`()
    {
        var scene = Scene(at: Self.order[0])
        scene.surroundings.setDead([Self.order[1]])
        let others = [Self.order[2], Self.order[3]]
        #expect(scene.step(.start) == [.ask(others, Question(view: 1, rank: 0))])
        let attach = StreamRequest(
            member: others[1],
            intent: .attach(rank: 0),
            view: 1,
            offset: 0,
            version: nil
        )
        #expect(scene.step(.answered(by: others[1], .here)) == [.stopAsking] + Scene.open(attach))
        // It ended meanwhile: all are asked again, for it may lie in a store now.
        #expect(scene.step(.absent) == [])
        #expect(scene.wait(.milliseconds(50)) == [.ask(others, Question(view: 1, rank: 0))])
    }

    @Test func `a member that reads from another names it, and that one is asked too`() {
        var scene = Scene(at: Self.order[0])
        _ = scene.step(.start)
        let (asked, third) = (Self.order[1], Self.order[3])
        let question = Question(view: 1, rank: 0)
        #expect(
            scene.step(.answered(by: asked, .elsewhere(third))) == [.ask([third], question)]
        )
        let attach = StreamRequest(
            member: third,
            intent: .attach(rank: 0),
            view: 1,
            offset: 0,
            version: nil
        )
        #expect(scene.step(.answered(by: third, .here)) == [.stopAsking] + Scene.open(attach))
    }

    @Test func `of members that were dead more ranks are asked`() {
        var scene = Scene(at: Self.order[0])
        scene.surroundings.setDead([Self.order[1]])
        scene.surroundings.setDead([])
        let all = Array(Self.order.dropFirst())
        #expect(scene.step(.start) == [.ask(all, Question(view: 1, rank: 0))])
    }

    @Test func `after a restart all are asked, for former views are not known`() {
        let view = RoutingView(number: 9, members: Scene.members)
        var scene = Scene(at: Self.order[0], views: [view])
        let others = Scene.members.filter { $0 != Self.order[0] }
        #expect(scene.step(.start) == [.ask(others, Question(view: 9, rank: 0))])
    }

    @Test func `the fetchers of earlier views are asked`() {
        let views = [
            RoutingView(number: 1, members: ["a", "b", "c", "d"]),
            RoutingView(number: 2, members: ["b", "c", "d"]),
        ]
        let ranks = views.map { PathRanks(path: Scene.path, rule: nil, view: $0).names }
        var scene = Scene(at: ranks[1][0], views: views)
        let second = ranks[1].dropFirst().prefix(2)
        let first = ranks[0].filter { $0 != ranks[1][0] }.prefix(2)
        let asked = second + first.filter { !second.contains($0) }
        #expect(scene.step(.start) == [.ask(Array(asked), Question(view: 2, rank: 0))])
    }

    @Test func `members that do not answer are waited for a second`() {
        var scene = Scene(at: Self.order[0])
        _ = scene.step(.start)
        #expect(scene.route.nextDeadline == Instant(nanoseconds: 1_000_000_000))
        #expect(scene.wait(.milliseconds(999)) == [])
        #expect(scene.wait(.milliseconds(1)) == [.stopAsking, .fetch(from: 0, version: nil)])
    }

    @Test func `dead ranks are passed over`() {
        var scene = Scene(at: Self.order[3])
        scene.surroundings.setDead([Self.order[0]])
        #expect(scene.step(.start) == Scene.fetch(1))
    }

    @Test func `a break goes on at the offset with the next rank`() {
        var scene = Scene(at: Self.order[2])
        _ = scene.step(.start)
        _ = scene.step(.head(Scene.version()))
        _ = scene.step(.received(total: 60))
        #expect(
            scene.step(.broken)
                == Scene.fetch(
                    1,
                    offset: 60,
                    version: Scene.version(),
                    unreachable: [Self.order[0]]
                )
        )
        // Its own rank is next: it asks all others, then the origin for the rest.
        let others = Scene.members.filter { $0 != Self.order[2] }
        #expect(scene.step(.broken) == [.ask(others, Question(view: 1, rank: 2))])
        _ = scene.step(.unanswered(by: others[0]))
        _ = scene.step(.unanswered(by: others[1]))
        #expect(
            scene.step(.answered(by: others[2], .nothing))
                == [.stopAsking, .fetch(from: 60, version: Scene.version())]
        )
    }

    @Test func `another version ends in a reset`() {
        var scene = Scene(at: Self.order[3])
        _ = scene.step(.start)
        _ = scene.step(.head(Scene.version()))
        _ = scene.step(.received(total: 60))
        _ = scene.step(.broken)
        #expect(scene.step(.head(Scene.version("\"2\""))) == [.close, .fail(.changed)])
        var told = Scene(at: Self.order[3])
        _ = told.step(.start)
        _ = told.step(.head(Scene.version()))
        #expect(told.step(.changed) == [.fail(.changed)])
    }

    @Test func `without a validator nothing proves another fetch to be the same`() {
        let version = Scene.version(nil)
        #expect(version.isSame(as: version))
        #expect(!version.isSame(as: Scene.version(nil, fetcher: "b")))
        #expect(Scene.version().isSame(as: Scene.version(fetcher: "b")))
        var scene = Scene(at: Self.order[1])
        _ = scene.step(.start)
        _ = scene.step(.head(version))
        _ = scene.step(.received(total: 1))
        let others = Scene.members.filter { $0 != Self.order[1] }
        #expect(scene.step(.broken) == [.ask(others, Question(view: 1, rank: 1))])
        _ = scene.step(.unanswered(by: others[0]))
        _ = scene.step(.unanswered(by: others[1]))
        #expect(scene.step(.unanswered(by: others[2])) == [.stopAsking, .fail(.changed)])
    }

    @Test func `moved: the newer view is waited for, then the path goes by it`() {
        var scene = Scene(at: Self.order[2])
        _ = scene.step(.start)
        #expect(scene.step(.moved(view: 2)) == [])
        scene.surroundings.hear(2)
        let view = RoutingView(number: 2, members: ["e"])
        scene.surroundings.take(view)
        let expected = StreamRequest(
            member: "e",
            intent: .fetch(rank: 0),
            view: 2,
            offset: 0,
            version: nil
        )
        #expect(scene.step(.surroundingsChanged) == Scene.open(expected))
    }

    @Test func `a view that does not come is waited for two seconds, and then never again`() {
        var scene = Scene(at: Self.order[2])
        _ = scene.step(.start)
        scene.surroundings.hear(2)
        _ = scene.step(.moved(view: 2))
        #expect(scene.wait(.milliseconds(1_999)) == [])
        #expect(scene.wait(.milliseconds(1)) == Scene.fetch(0))
        // There is no quorum for one of both: the next rank stands in.
        #expect(scene.step(.moved(view: 2)) == Scene.fetch(1))
    }

    @Test func `a node begins nothing while it knows that its view is old`() {
        var scene = Scene(at: Self.order[0])
        scene.surroundings.hear(2)
        #expect(scene.step(.start) == [])
        #expect(scene.route.nextDeadline == Instant(nanoseconds: 2_000_000_000))
    }

    @Test func `a path that moves away while its fetcher still asks is given up`() {
        var scene = Scene(at: Self.order[0])
        _ = scene.step(.start)
        let others = Scene.members.filter { $0 != Self.order[0] }
        scene.surroundings.take(RoutingView(number: 2, members: others))
        let actions = scene.step(.surroundingsChanged)
        #expect(actions.prefix(2) == [.stopAsking, .yield(view: 2)])
        #expect(actions.count == 3 && scene.route.standing != .origin)
    }

    @Test func `a lower rank that decides too goes first`() {
        var scene = Scene(at: Self.order[1])
        scene.surroundings.setDead([Self.order[0]])
        _ = scene.step(.start)
        let attach = StreamRequest(
            member: "x",
            intent: .attach(rank: 1),
            view: 1,
            offset: 0,
            version: nil
        )
        #expect(scene.step(.outranked(by: "x")) == [.stopAsking] + Scene.open(attach))
    }

    @Test func `who has not caught up is asked again, forty times`() {
        var scene = Scene(at: Self.order[2])
        _ = scene.step(.start)
        for _ in 0..<40 {
            #expect(scene.step(.unready) == [])
            #expect(scene.wait(.milliseconds(50)) == Scene.fetch(0))
        }
        #expect(scene.step(.unready) == Scene.fetch(1))
    }

    @Test func `when nobody is in reach, all are tried again until patience ends`() {
        var scene = Scene(at: "stranger", views: [RoutingView(number: 1, members: ["a"])])
        let first = scene.step(.start)
        #expect(first.count == 1)
        #expect(scene.step(.broken) == [])
        #expect(scene.wait(.milliseconds(200)) == first)
        #expect(scene.step(.broken) == [])
        #expect(scene.wait(.seconds(40)) == [.fail(.unreachable)])
    }

    @Test func `after a break patience begins anew, once`() {
        let view = RoutingView(number: 1, members: ["a"])
        var scene = Scene(at: "stranger", views: [view])
        _ = scene.step(.start)
        _ = scene.step(.head(Scene.version()))
        _ = scene.wait(.seconds(39))
        #expect(scene.step(.broken) == [])
        for _ in 0..<100 {
            guard let next = scene.route.nextDeadline else { break }
            scene.now = next
            guard scene.step(.timer) != [.fail(.unreachable)] else { break }
            _ = scene.step(.broken)
        }
        #expect(scene.now == Instant(nanoseconds: 79_000_000_000))
    }

    @Test func `a head that does not come within patience ends the wait`() {
        var scene = Scene(at: Self.order[2])
        _ = scene.step(.start)
        #expect(scene.wait(.seconds(40)) == [.close, .fail(.unreachable)])
    }

    @Test func `while its own readers are slow, a source is not taken for a silent one`() {
        var scene = Scene(at: Self.order[2])
        _ = scene.step(.start)
        _ = scene.step(.head(Scene.version()))
        _ = scene.step(.received(total: 10))
        #expect(scene.step(.held) == [])
        #expect(scene.route.nextDeadline == nil)
        #expect(scene.wait(.seconds(400)) == [])
        #expect(scene.step(.received(total: 10)) == [])
        #expect(scene.route.nextDeadline == scene.now.advanced(by: .seconds(40)))
        #expect(scene.wait(.seconds(40)).first == .close, "now it is silent indeed")
    }

    @Test func `where no mapping is, members are asked and then there is nothing`() {
        var scene = Scene(at: "a", isThorough: true, hasOrigin: false)
        #expect(scene.step(.start) == [.ask(["b", "c", "d"], Question(view: 1, rank: nil))])
        _ = scene.step(.answered(by: "b", .nothing))
        _ = scene.step(.answered(by: "c", .nothing))
        #expect(scene.step(.answered(by: "d", .nothing)) == [.stopAsking, .absent])
    }

    @Test func `who is sent elsewhere reads from there`() {
        var scene = Scene(at: Self.order[3])
        _ = scene.step(.start)
        let attach = StreamRequest(
            member: Self.order[1],
            intent: .attach(rank: nil),
            view: 1,
            offset: 0,
            version: nil
        )
        #expect(scene.step(.elsewhere(Self.order[1])) == Scene.open(attach))
        #expect(scene.step(.absent) == [])
        #expect(scene.wait(.milliseconds(50)) == Scene.fetch(0))
    }

    @Test func `a stream that sends beats and no bytes is given up in the end`() {
        var scene = Scene(at: Self.order[3])
        _ = scene.step(.start)
        _ = scene.step(.head(Scene.version()))
        _ = scene.step(.received(total: 1))
        let next = Scene.fetch(1, offset: 1, version: Scene.version())
        #expect(scene.wait(.seconds(40)) == [.close] + next)
    }

    @Test func `what the other side says of the object is the answer`() {
        var scene = Scene(at: Self.order[2])
        _ = scene.step(.start)
        #expect(scene.step(.refused) == [.fail(.refused)])
        #expect(scene.step(.broken) == [])
    }
}
