import Raft

/// What clients may rely on: histories are linearizable, no acknowledged write is lost, none appears
/// that nobody made, and each request of a session takes effect at most once (dissertation §6.3;
/// the oracle of openraft's tests has the same four).
struct ClientOracle: Sendable {
    private struct Request: Hashable {
        var session: UInt64
        var sequence: UInt64
    }

    private var histories: [RegisterHistory]
    private var made: Set<Request> = []
    private var effects: [Request: LogIndex] = [:]

    init(keys: Int) {
        histories = [RegisterHistory](repeating: RegisterHistory(), count: keys)
    }

    /// Keys whose history was too wide to follow to the end.
    var exhausted: Int { histories.filter(\.isExhausted).count }

    mutating func beginRead(key: Int) -> Int {
        histories[key].begin(.read)
    }

    mutating func begin(_ command: Command) -> Int {
        made.insert(Request(session: command.session, sequence: command.sequence))
        return histories[command.key].begin(.write(command.operation))
    }

    mutating func abandon(key: Int, slot: Int) {
        histories[key].abandon(slot)
    }

    mutating func end(key: Int, slot: Int, reply: Reply) throws(Violation) {
        guard histories[key].end(slot, reply: reply) else {
            throw Violation("linearizability", "key \(key): no order explains \(reply)")
        }
    }

    mutating func noteEffect(_ command: Command, at index: LogIndex) throws(Violation) {
        let request = Request(session: command.session, sequence: command.sequence)
        guard made.contains(request) else {
            throw Violation("no phantom", "nobody asked for \(command)")
        }
        guard let first = effects[request], first != index else {
            effects[request] = index
            return
        }
        throw Violation("at most once", "\(command) took effect at \(first) and \(index)")
    }

    func checkAcknowledged(_ command: Command) throws(Violation) {
        let request = Request(session: command.session, sequence: command.sequence)
        guard effects[request] == nil else { return }
        throw Violation("no lost write", "\(command) was acknowledged and never took effect")
    }
}
