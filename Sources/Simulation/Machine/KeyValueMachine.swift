import Wire

/// A small key-value store with client sessions (dissertation §6.3): the state machine of the
/// simulator's own workload.
///
/// Zero stands for an absent value.
package struct KeyValueMachine: StateMachine {
    private struct Session: Equatable {
        var id: UInt64
        var sequence: UInt64
        var reply: [UInt8]
    }

    static let keys = 6

    private var values = [UInt64](repeating: 0, count: Self.keys)
    /// Sorted by id.
    private var sessions: [Session] = []
    package private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package init(snapshot: [UInt8]) {
        do {
            try self.init(reading: snapshot)
        } catch {
            preconditionFailure("a snapshot of \(snapshot.count) bytes is damaged: \(error)")
        }
    }

    private init(reading snapshot: [UInt8]) throws(WireError) {
        var reader = WireReader(snapshot)
        fingerprint = try reader.uint64()
        for key in values.indices { values[key] = try reader.uint64() }
        for _ in 0..<(try reader.count(limit: 1 << 20)) {
            let id = try reader.uint64()
            let sequence = try reader.uint64()
            let reply = try reader.sized(limit: 64)
            sessions.append(Session(id: id, sequence: sequence, reply: reply))
        }
        try reader.finish()
    }

    /// All of the state as bytes.
    package func snapshot() -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 64 + 32 * sessions.count)
        writer.uint64(fingerprint)
        for value in values { writer.uint64(value) }
        writer.variable(UInt64(sessions.count))
        for session in sessions {
            writer.uint64(session.id)
            writer.uint64(session.sequence)
            writer.sized(session.reply)
        }
        return writer.bytes
    }

    package mutating func apply(_ bytes: [UInt8]) -> Applied {
        guard let command = try? Command(bytes: bytes) else {
            preconditionFailure("a command of \(bytes.count) bytes is damaged")
        }
        let position = sessions.firstIndex { $0.id >= command.session } ?? sessions.count
        let isKnown = position < sessions.count && sessions[position].id == command.session
        if isKnown, sessions[position].sequence >= command.sequence {
            // A late copy of an earlier request finds nobody waiting; any reply will do.
            return Applied(reply: sessions[position].reply, tookEffect: false)
        }
        let reply = execute(command).bytes
        let session = Session(id: command.session, sequence: command.sequence, reply: reply)
        if isKnown {
            sessions[position] = session
        } else {
            sessions.insert(session, at: position)
        }
        mix(command.session)
        mix(command.sequence)
        mix(values[command.key])
        return Applied(reply: reply, tookEffect: true)
    }

    package func query(_ query: [UInt8]) -> [UInt8] {
        Reply(isDone: true, value: values[Int(query[0])]).bytes
    }

    package mutating func forgetSessions() {
        sessions = []
    }

    private mutating func execute(_ command: Command) -> Reply {
        let before = values[command.key]
        switch command.operation {
        case .put(let value):
            values[command.key] = value
        case .delete:
            values[command.key] = 0
        case .compareAndSet(let expected, let new):
            guard before == expected else { return Reply(isDone: false, value: before) }
            values[command.key] = new
        }
        return Reply(isDone: true, value: before)
    }

    private mutating func mix(_ value: UInt64) {
        fingerprint = (fingerprint ^ value) &* 0x100_0000_01B3
        fingerprint ^= fingerprint >> 29
    }
}
