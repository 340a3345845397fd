/// What a node knows of its cluster at a moment: lent to each decision, kept by the shell.
package struct Surroundings: Sendable {
    /// This node.
    package let name: String
    package private(set) var history = ViewHistory()
    /// Members that gossip holds to be dead or gone, sorted.
    ///
    /// A suspect is alive.
    package private(set) var dead: [String] = []
    /// Who was dead at some time, and the number of the view then: others may still stand in for
    /// them, until that view is forgotten.
    private var shaken: [Shaken] = []
    private let limits: RoutingLimits

    private struct Shaken: Sendable, Equatable {
        var name: String
        var view: UInt64
    }

    package init(name: String, limits: RoutingLimits = RoutingLimits()) {
        self.name = name
        self.limits = limits
    }

    /// A view came from the log; an old one changes nothing.
    package mutating func take(_ view: RoutingView) {
        history.take(view, limits: limits)
        let oldest = history.remembered.map(\.number).min() ?? 0
        shaken.removeAll { $0.view < oldest }
    }

    /// Somebody named a view of this number.
    package mutating func hear(_ number: UInt64) {
        history.hear(number)
    }

    /// Gossip holds these to be dead or gone.
    package mutating func setDead(_ names: [String]) {
        dead = names.sorted()
        let number = history.current.number
        shaken.removeAll { dead.contains($0.name) }
        shaken += dead.map { Shaken(name: $0, view: number) }
    }

    /// No other member is known, nor was any in the views remembered.
    package var isAlone: Bool {
        history.remembered.allSatisfy { $0.members.allSatisfy { $0 == name } }
    }

    func isAlive(_ member: String) -> Bool {
        !dead.contains(member)
    }

    /// Who is asked for an object or its fill before this node fetches it itself.
    ///
    /// - With `isThorough`, and where not all former views are known, all who are or were members:
    ///   one of them may have the object, or may be standing in.
    /// - Otherwise of each remembered view the ranks up to the second that was never dead: the
    ///   fetcher of an earlier view may still be fetching, and so may who stands in for one that
    ///   was out of reach.
    func questioned(_ path: [UInt8], _ rule: PathRanks.Rule?, isThorough: Bool) -> [String] {
        let isThorough = isThorough || !history.isComplete(limits)
        var names: [String] = []
        for view in history.remembered {
            let ranks = PathRanks(path: path, rule: rule, view: view).names
            var steady = 0
            for other in isThorough ? view.members : ranks where other != name {
                if isAlive(other), !names.contains(other) { names.append(other) }
                if !shaken.contains(where: { $0.name == other }) { steady += 1 }
                if steady == 2, !isThorough { break }
            }
        }
        return names
    }
}
