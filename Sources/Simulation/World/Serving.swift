import Raft

/// How a node answers clients.
extension World {
    func receive(_ request: ClientRequest, at index: Int) throws(Violation) {
        guard nodes[index].core != nil else { return }
        let number = makeNumber()
        switch request.kind {
        case .write(let command):
            nodes[index].proposals[number] = request
            nodes[index].inbox.append(.propose(Proposal(id: number, command: command.bytes)))
        case .read(let key):
            if settings.fault == .readsLocalCopy {
                return answerRead(index, request, key: key)
            }
            nodes[index].readers[number] = request
            nodes[index].inbox.append(.read(id: number))
        }
        try run(index)
    }

    func noteAccepted(_ index: Int, _ ready: Ready) {
        for accepted in ready.accepted {
            guard let request = nodes[index].proposals.removeValue(forKey: accepted.id) else {
                continue
            }
            nodes[index].writers[accepted.position.index] = VirtualNode<Machine>.Writer(
                term: accepted.position.term,
                request: request
            )
            if settings.fault == .answersBeforeCommit {
                respond(request, .done(Reply(isDone: true, value: 0)))
            }
        }
    }

    func refuse(_ index: Int, _ ready: Ready) {
        for refused in ready.refused {
            guard let request = nodes[index].proposals.removeValue(forKey: refused.id) else {
                continue
            }
            var leader: Int?
            if case .notLeader(let node?) = refused.reason { leader = Int(node.rawValue) - 1 }
            respond(request, .refused(leader: leader))
        }
    }

    func answerReads(_ index: Int, _ ready: Ready) {
        for answer in ready.reads {
            guard let request = nodes[index].readers.removeValue(forKey: answer.id),
                case .read(let key) = request.kind
            else { continue }
            switch answer.result {
            case .success: answerRead(index, request, key: key)
            case .failure: respond(request, .refused(leader: nil))
            }
        }
    }

    private func answerRead(_ index: Int, _ request: ClientRequest, key: Int) {
        let bytes = nodes[index].disk.current.machine.query([UInt8(key)])
        guard let reply = try? Reply(bytes: bytes) else {
            preconditionFailure("the machine's answer is no reply")
        }
        note("\(nodes[index].id) reads key \(key) for client \(request.client): \(reply.value)")
        respond(request, .done(reply))
    }

    func noteApplied(
        _ index: Int,
        _ entry: Entry,
        _ effect: Applied?,
        _ fingerprint: UInt64
    ) throws(Violation) {
        let isFirst = try inspector.noteApplied(
            entry,
            effect: effect,
            fingerprint: fingerprint,
            on: nodes[index].id
        )
        if isFirst, let configuration = entry.configuration {
            tally.configurationsApplied += 1
            if configuration.voters != voters { tally.votersChanged += 1 }
            voters = configuration.voters
        }
        if let effect, case .command(let bytes) = entry.payload {
            guard let command = try? Command(bytes: bytes) else {
                throw Violation("no phantom", "a command nobody made at \(entry.position)")
            }
            note("\(nodes[index].id) applies \(entry.position) \(command) → \(effect.tookEffect)")
            if isFirst {
                if effect.tookEffect {
                    try oracle.noteEffect(command, at: entry.index)
                } else {
                    tally.retriesSwallowed += 1
                }
            }
        }
        guard let writer = nodes[index].writers.removeValue(forKey: entry.index) else { return }
        guard writer.term == entry.term, let effect, let reply = try? Reply(bytes: effect.reply)
        else { return respond(writer.request, .refused(leader: nil)) }
        respond(writer.request, .done(reply))
    }

    private func respond(_ request: ClientRequest, _ result: ClientReply.Result) {
        guard isHealed || !chance.happens(network.loss) else { return }
        plan(
            .reply(client: request.client, ClientReply(number: request.number, result: result)),
            after: network.delay(&chance)
        )
    }
}
