import Determinism
import Routing

/// A route with its surroundings and a clock, to be told a story.
struct Scene {
    var surroundings: Surroundings
    var now = Instant(nanoseconds: 0)
    var route: FillRoute

    /// The members are a, b, c and d; `order` is theirs for the path.
    static let path = Array("bucket/key".utf8)
    static let members = ["a", "b", "c", "d"]
    static let order = PathRanks(
        path: path,
        rule: nil,
        view: RoutingView(number: 1, members: members)
    ).names

    init(
        at name: String,
        views: [RoutingView] = [RoutingView(number: 1, members: Scene.members)],
        isThorough: Bool = false,
        hasOrigin: Bool = true,
        rule: PathRanks.Rule? = nil
    ) {
        surroundings = Surroundings(name: name)
        for view in views { surroundings.take(view) }
        route = FillRoute(
            FillRoute.Task(
                path: Scene.path,
                rule: rule,
                hasOrigin: hasOrigin,
                isThorough: isThorough,
                patience: .seconds(40)
            )
        )
    }

    mutating func step(_ event: RouteEvent) -> [RouteAction] {
        route.step(event, in: surroundings, at: now)
    }

    mutating func wait(_ span: Duration) -> [RouteAction] {
        now = now.advanced(by: span)
        return step(.timer)
    }

    static func fetch(
        _ rank: Int,
        view: UInt64 = 1,
        offset: UInt64 = 0,
        version: ObjectVersion? = nil,
        unreachable: [String] = []
    ) -> [RouteAction] {
        open(
            StreamRequest(
                member: order[rank],
                intent: .fetch(rank: rank),
                view: view,
                offset: offset,
                version: version,
                unreachable: unreachable
            )
        )
    }

    static func open(_ request: StreamRequest) -> [RouteAction] {
        [.open(request)]
    }

    static func version(_ validator: String? = "\"1\"", fetcher: String = "a") -> ObjectVersion {
        ObjectVersion(
            validator: validator,
            fetcher: fetcher,
            modifiedMilliseconds: 7,
            size: 100
        )
    }
}
