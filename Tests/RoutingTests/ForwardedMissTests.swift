import Routing
import Testing

@Suite struct ForwardedMissTests {
    private let miss = ForwardedMiss(path: Scene.path, rule: nil)
    private let nothing = ForwardedMiss.Holding(isStored: false, fill: nil)

    private func surroundings(_ name: String, view: UInt64 = 2) -> Surroundings {
        var surroundings = Surroundings(name: name)
        surroundings.take(RoutingView(number: view, members: Scene.members))
        return surroundings
    }

    private func judge(
        _ rank: Int,
        view: UInt64,
        at name: String,
        _ holding: ForwardedMiss.Holding? = nil,
        hasWaited: Bool = false
    ) -> ForwardedMiss.Verdict {
        miss.judge(
            StreamRequest(
                member: name,
                intent: .fetch(rank: rank),
                view: view,
                offset: 0,
                version: nil,
                unreachable: ["x"]
            ),
            from: "asker",
            holding ?? nothing,
            in: surroundings(name),
            hasWaited: hasWaited
        )
    }

    @Test func `the fetcher begins, and joins what is under way`() {
        let fetcher = Scene.order[0]
        #expect(judge(0, view: 2, at: fetcher) == .begin)
        let deciding = ForwardedMiss.Holding(
            isStored: false,
            fill: .deciding(rank: 0, view: 2)
        )
        #expect(judge(0, view: 2, at: fetcher, deciding) == .join)
    }

    @Test func `what is here is served whatever the view`() {
        let stored = ForwardedMiss.Holding(isStored: true, fill: nil)
        #expect(judge(0, view: 1, at: Scene.order[3], stored) == .serveStored)
        let filling = ForwardedMiss.Holding(isStored: false, fill: .origin)
        #expect(judge(0, view: 9, at: Scene.order[3], filling) == .join)
    }

    @Test func `who uses an old view is told the new one, unless the path is still here`() {
        #expect(judge(0, view: 1, at: Scene.order[1]) == .moved(view: 2))
        #expect(judge(3, view: 1, at: Scene.order[0]) == .begin)
    }

    @Test func `who uses a newer view is judged by that`() {
        #expect(judge(0, view: 3, at: Scene.order[0]) == .awaitView(3))
        #expect(judge(0, view: 3, at: Scene.order[0], hasWaited: true) == .unready)
    }

    @Test func `a stand-in begins at the rank that both sides agree on`() {
        #expect(judge(2, view: 2, at: Scene.order[2]) == .begin)
        #expect(judge(1, view: 2, at: Scene.order[2]) == .moved(view: 2))
        #expect(judge(0, view: 2, at: "stranger") == .moved(view: 2))
    }

    @Test func `who lends from the asker has nothing to lend`() {
        let follower = ForwardedMiss.Holding(isStored: false, fill: .member("asker"))
        #expect(judge(0, view: 2, at: Scene.order[0], follower) == .unready)
    }

    @Test func `who reads from a third sends the asker there, unless it cannot reach it`() {
        func holding(_ name: String) -> ForwardedMiss.Holding {
            ForwardedMiss.Holding(isStored: false, fill: .member(name))
        }
        #expect(judge(0, view: 2, at: Scene.order[0], holding("y")) == .elsewhere("y"))
        #expect(judge(0, view: 2, at: Scene.order[0], holding("x")) == .join)
    }

    @Test func `attaching begins nothing`() {
        func attach(_ fill: FillRoute.Standing?, rank: Int?) -> ForwardedMiss.Verdict {
            miss.judge(
                StreamRequest(
                    member: Scene.order[0],
                    intent: .attach(rank: rank),
                    view: 2,
                    offset: 0,
                    version: nil
                ),
                from: "asker",
                ForwardedMiss.Holding(isStored: false, fill: fill),
                in: surroundings(Scene.order[0])
            )
        }
        #expect(attach(nil, rank: 1) == .absent)
        #expect(attach(.origin, rank: nil) == .join)
        #expect(attach(.deciding(rank: 0, view: 2), rank: 1) == .join)
        #expect(attach(.deciding(rank: 2, view: 2), rank: 1) == .absent)
        #expect(attach(.deciding(rank: 0, view: 1), rank: 1) == .absent)
        #expect(attach(.member("b"), rank: 1) == .elsewhere("b"))
    }

    @Test func `a question is answered in the view of who asks`() {
        func answer(
            _ view: UInt64,
            rank: Int?,
            _ fill: FillRoute.Standing? = nil,
            hasWaited: Bool = false
        ) -> ForwardedMiss.Reply {
            miss.answer(
                Question(view: view, rank: rank),
                ForwardedMiss.Holding(isStored: false, fill: fill),
                in: surroundings(Scene.order[1]),
                hasWaited: hasWaited
            )
        }
        #expect(answer(2, rank: 0) == .answer(.nothing))
        #expect(answer(3, rank: 0) == .awaitView(3))
        #expect(answer(3, rank: 0, hasWaited: true) == .answer(.nothing))
        #expect(answer(1, rank: 0) == .answer(.moved(view: 2)))
        #expect(answer(1, rank: 0, .origin) == .answer(.here))
        #expect(answer(1, rank: nil) == .answer(.nothing))
        #expect(answer(2, rank: 2, .deciding(rank: 1, view: 2)) == .answer(.here))
        #expect(answer(2, rank: 0, .deciding(rank: 1, view: 2)) == .yield)
        #expect(answer(2, rank: 0, .member("x")) == .answer(.elsewhere("x")))
    }
}
