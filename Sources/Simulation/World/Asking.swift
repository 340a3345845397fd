import Raft

/// What clients do.
extension World {
    func setAlarm(_ client: Int, after nanoseconds: UInt64) {
        clients[client].alarm += 1
        plan(.alarm(client: client, alarm: clients[client].alarm), after: nanoseconds)
    }

    /// Time for a new request, or to repeat one that was not answered.
    func ring(_ client: Int) {
        if let current = clients[client].current {
            // Rarely a client gives up for good, and nobody will ever know what became of it.
            guard !isHealed, current.sendings > 4, chance.happens(20) else {
                return send(client)
            }
            oracle.abandon(key: current.key, slot: current.slot)
            clients[client].current = nil
            clients[client].session = 1_000 + makeNumber()
            clients[client].sequence = 0
        }
        guard begin(client) else { return }
        send(client)
    }

    /// Chooses a request; false when there is nothing left to ask.
    private func begin(_ client: Int) -> Bool {
        if isHealed {
            guard let key = clients[client].finalReads?.popLast() else { return false }
            let slot = oracle.beginRead(key: key)
            clients[client].current = VirtualClient.Current(kind: .read(key: key), slot: slot)
            return true
        }
        // Half of all requests meet at two keys.
        let key = chance.happens(500) ? chance.below(2) : chance.below(KeyValueMachine.keys)
        if chance.happens(tuning.readShare) {
            let slot = oracle.beginRead(key: key)
            clients[client].current = VirtualClient.Current(kind: .read(key: key), slot: slot)
            return true
        }
        clients[client].sequence += 1
        let operation: Command.Operation
        switch chance.below(10) {
        case 0..<5: operation = .put(makeNumber())
        case 5: operation = .delete
        default:
            // What the key may well hold now, so that some succeed.
            let expected = nodes[0].disk.current.machine.query([UInt8(key)])
            let value = (try? Reply(bytes: expected))?.value ?? 0
            operation = .compareAndSet(expected: value, new: makeNumber())
        }
        let command = Command(
            session: clients[client].session,
            sequence: clients[client].sequence,
            key: key,
            operation: operation
        )
        let slot = oracle.begin(command)
        clients[client].current = VirtualClient.Current(kind: .write(command), slot: slot)
        return true
    }

    private func send(_ client: Int) {
        guard let current = clients[client].current else { return }
        clients[client].current?.sendings += 1
        clients[client].number = makeNumber()
        let isWrite = if case .write = current.kind { true } else { false }
        let target = isWrite ? clients[client].target : nil
        let request = ClientRequest(
            client: client,
            number: clients[client].number,
            kind: current.kind
        )
        if isHealed || !chance.happens(network.loss) {
            let node = target ?? chance.below(nodes.count)
            plan(.request(node: node, request), after: network.delay(&chance))
        }
        clients[client].target = nil
        setAlarm(client, after: chance.between(30, 200) * 1_000_000)
    }

    func receive(_ reply: ClientReply, at client: Int) throws(Violation) {
        guard let current = clients[client].current, clients[client].number == reply.number else {
            return
        }
        switch reply.result {
        case .refused(let leader):
            clients[client].target = leader
            setAlarm(client, after: chance.between(1, 20) * 1_000_000)
        case .done(let result):
            note("client \(client): \(current.kind) → \(result)")
            if case .write(let command) = current.kind {
                try oracle.checkAcknowledged(command)
                tally.writesAnswered += 1
            } else {
                tally.readsAnswered += 1
            }
            try oracle.end(key: current.key, slot: current.slot, reply: result)
            clients[client].current = nil
            let pause = isHealed ? 1 : chance.below(tuning.thinking) + 1
            setAlarm(client, after: pause)
        }
    }
}
