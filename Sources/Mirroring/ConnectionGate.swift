/// Admits the fetches of a mapping to its connections: readers that wait before background fills,
/// each kind in the order of coming (edge 29).
package struct ConnectionGate: Sendable {
    /// Whether somebody waits for the bytes, or nobody does (a fill begun by a HEAD, a range or a
    /// redirect).
    package enum Priority: Sendable, Equatable { case foreground, background }

    /// The answer to a request for a connection.
    package enum Admission: Sendable, Equatable {
        /// Go; give the connection back with `release()`.
        case granted
        /// Wait until a later call returns this identity.
        case queued
        /// Too many wait already.
        case refused
    }

    /// Fetches that wait at most; as many as fills may run on a node, tenfold.
    package let queueLimit: Int
    /// Connections at most; nil for no bound.
    package private(set) var limit: Int?
    package private(set) var active = 0
    private var foreground = WaitingLine()
    private var background = WaitingLine()

    package init(limit: Int?, queueLimit: Int = 10_000) {
        self.limit = limit
        self.queueLimit = queueLimit
    }

    package var waiting: Int { foreground.count + background.count }

    private var hasRoom: Bool { limit.map { active < $0 } ?? true }

    /// Asks for a connection.
    ///
    /// An identity stands for one fetch and waits once at most.
    package mutating func request(_ identity: UInt64, _ priority: Priority) -> Admission {
        if hasRoom, waiting == 0 {
            active += 1
            return .granted
        }
        guard waiting < queueLimit else { return .refused }
        switch priority {
        case .foreground: foreground.append(identity)
        case .background: background.append(identity)
        }
        return .queued
    }

    /// Gives a connection back and names who goes next.
    package mutating func release() -> [UInt64] {
        precondition(active > 0, "a connection was given back that nobody had")
        active -= 1
        return admit()
    }

    /// Changes the bound and names those who may go now; connections above it run out by themselves.
    package mutating func setLimit(_ newLimit: Int?) -> [UInt64] {
        limit = newLimit
        return admit()
    }

    /// Leaves the queue; false when the identity does not wait (any more).
    package mutating func cancel(_ identity: UInt64) -> Bool {
        foreground.remove(identity) || background.remove(identity)
    }

    /// A reader came to a background fetch that waits: it goes before all other background ones.
    package mutating func promote(_ identity: UInt64) -> Bool {
        guard background.remove(identity) else { return false }
        foreground.append(identity)
        return true
    }

    private mutating func admit() -> [UInt64] {
        var admitted: [UInt64] = []
        while hasRoom, let next = foreground.popFirst() ?? background.popFirst() {
            active += 1
            admitted.append(next)
        }
        return admitted
    }
}
