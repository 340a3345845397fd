/// Decides what a node does that another asks for an object: it lends what it has, begins what is
/// its own, and never passes the request on.
///
/// A fill of a path that is not the node's own in its newest view is begun only as a stand-in, at
/// the rank that the asker and this node agree on by the same view.
package struct ForwardedMiss: Sendable, Equatable {
    /// What this node has of the object.
    package struct Holding: Sendable, Equatable {
        package var isStored: Bool
        /// The fill under way, if there is one.
        package var fill: FillRoute.Standing?

        package init(isStored: Bool, fill: FillRoute.Standing?) {
            self.isStored = isStored
            self.fill = fill
        }
    }

    /// What to do with a stream that is asked for.
    package enum Verdict: Sendable, Equatable {
        case serveStored
        /// The fill under way is read along.
        case join
        /// A fill is begun, and read along.
        case begin
        case moved(view: UInt64)
        /// This node reads it from that member; the asker is to do so itself.
        case elsewhere(String)
        /// Judge again when this view is here; when that takes too long, answer `unready`.
        case awaitView(UInt64)
        case unready
        /// It only wanted what is here, and nothing is.
        case absent
    }

    /// What to do with a question.
    package enum Reply: Sendable, Equatable {
        case answer(QuestionAnswer)
        /// Answer again when this view is here; when that takes too long, answer `nothing`.
        case awaitView(UInt64)
        /// Answer that there is nothing, and let the fill under way know who goes before it.
        case yield
    }

    private let path: [UInt8]
    private let rule: PathRanks.Rule?

    package init(path: [UInt8], rule: PathRanks.Rule?) {
        self.path = path
        self.rule = rule
    }

    /// Judges a stream that `asker` wants; the member named in the request is this node.
    ///
    /// - Parameter hasWaited: the view that was awaited did not come.
    package func judge(
        _ request: StreamRequest,
        from asker: String,
        _ holding: Holding,
        in surroundings: Surroundings,
        hasWaited: Bool = false
    ) -> Verdict {
        if holding.isStored { return .serveStored }
        if holding.fill == .origin { return .join }
        switch request.intent {
        case .attach(let rank):
            if case .member? = holding.fill { return take(request, asker, holding) }
            guard case .deciding(let own, let view)? = holding.fill, let rank, own < rank,
                view == request.view
            else { return .absent }
            return .join
        case .fetch(let rank):
            if let verdict = decline(rank, request.view, surroundings, hasWaited) {
                return verdict
            }
            return take(request, asker, holding)
        }
    }

    /// Why the path is not for this node to fetch; nil: it is.
    private func decline(
        _ rank: Int,
        _ view: UInt64,
        _ surroundings: Surroundings,
        _ hasWaited: Bool
    ) -> Verdict? {
        let history = surroundings.history
        let newest = max(view, history.heardOf)
        guard newest <= history.current.number || hasWaited else { return .awaitView(newest) }
        guard view <= history.current.number else { return .unready }
        let own = PathRanks(path: path, rule: rule, view: history.current)
            .rank(of: surroundings.name)
        let isWanted = view == history.current.number ? own == rank : own == 0
        return isWanted ? nil : .moved(view: history.current.number)
    }

    private func take(
        _ request: StreamRequest,
        _ asker: String,
        _ holding: Holding
    ) -> Verdict {
        switch holding.fill {
        case nil: .begin
        case .origin, .deciding, .seeking: .join
        // Who reads from the asker has lost its source with it, and will learn that in a moment.
        case .member(asker): .unready
        case .member(let member): request.unreachable.contains(member) ? .join : .elsewhere(member)
        }
    }

    /// Answers a question that `asker` puts.
    package func answer(
        _ question: Question,
        _ holding: Holding,
        in surroundings: Surroundings,
        hasWaited: Bool = false
    ) -> Reply {
        if holding.isStored || holding.fill == .origin { return .answer(.here) }
        if case .member(let member)? = holding.fill { return .answer(.elsewhere(member)) }
        guard let rank = question.rank else { return .answer(.nothing) }
        let current = surroundings.history.current.number
        guard question.view <= current || hasWaited else { return .awaitView(question.view) }
        guard question.view >= current else { return .answer(.moved(view: current)) }
        guard case .deciding(let own, let view)? = holding.fill, view == question.view else {
            return .answer(.nothing)
        }
        return own < rank ? .answer(.here) : .yield
    }
}
