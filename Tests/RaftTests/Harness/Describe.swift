import Raft

/// What nodes decide and say, in one line each.
enum Describe {
    static func decisions(_ ready: Ready, by number: UInt64, _ core: RaftNode) -> [String] {
        var lines: [String] = []
        if ready.leadershipChanged {
            let leader = core.currentLeader.map { ", leader \($0)" } ?? ""
            lines.append("is \(core.currentRole) in term \(core.currentTerm)\(leader)")
        }
        if let halt = ready.halt { lines.append("halts: \(halt)") }
        if let state = ready.hardState {
            lines.append("saves term \(state.term), vote \(state.vote?.description ?? "none")")
        }
        if let identity = ready.install { lines.append("installs \(identity.position)") }
        if !ready.entries.isEmpty {
            lines.append("appends \(ready.entries.map(entry).joined(separator: " "))")
        }
        if !ready.committed.isEmpty {
            lines.append("applies \(ready.committed.map(entry).joined(separator: " "))")
        }
        if let compaction = ready.compaction { lines.append("compacts \(compaction.position)") }
        for load in ready.loads { lines.append("loads from \(load.start) for \(load.peer)") }
        return lines.map { "n\(number) \($0)" }
    }

    static func answers(_ ready: Ready) -> [String] {
        var lines: [String] = []
        for accepted in ready.accepted {
            lines.append("request \(accepted.id): accepted at \(accepted.position)")
        }
        for refused in ready.refused {
            lines.append("request \(refused.id): refused, \(refused.reason)")
        }
        for read in ready.reads {
            switch read.result {
            case .success(let index): lines.append("read \(read.id): at \(index)")
            case .failure(let failure): lines.append("read \(read.id): \(failure)")
            }
        }
        if let transfer = ready.transfer { lines.append("transfer: \(transfer)") }
        return lines
    }

    static func envelope(_ envelope: Envelope, arrow: String) -> String {
        "\(envelope.from) \(arrow) \(envelope.to)  \(message(envelope.message))"
    }

    static func entry(_ entry: Entry) -> String {
        switch entry.payload {
        case .empty: "\(entry.position)"
        case .command(let bytes): "\(entry.position)=\(String(decoding: bytes, as: UTF8.self))"
        case .configuration(let configuration): "\(entry.position)=\(configuration)"
        }
    }

    static func message(_ message: Message) -> String {
        let text =
            switch message {
            case .voteRequest(let it): "vote? \(it.ballot), log ends at \(it.last)"
            case .voteResponse(let it): "vote \(it.ballot): \(it.isGranted ? "yes" : "no")"
            case .appendRequest(let it):
                "append after \(it.previous), commit \(it.commit)"
                    + (it.entries.isEmpty
                        ? "" : ": " + it.entries.map(entry).joined(separator: " "))
            case .appendAccepted(let it): "accepted through \(it.match)"
            case .appendRejected(let it): "rejected after \(it.previousIndex), try \(it.hint)"
            case .heartbeat(let it): "heartbeat, commit \(it.commit), round \(it.round)"
            case .heartbeatResponse(let it): "alive, round \(it.round)"
            case .staleTerm: "your term is over"
            case .snapshotChunk(let it):
                "snapshot \(it.identity.position) from \(it.offset),"
                    + " \(it.bytes.count) bytes\(it.isLast ? ", last" : "")"
            case .snapshotReceived(let it): "snapshot received to \(it.nextOffset)"
            case .readRequest: "read?"
            case .readResponse(let it): "read at \(it.index)"
            case .timeoutNow: "campaign now"
            }
        return "[\(message.term)] \(text)"
    }
}
