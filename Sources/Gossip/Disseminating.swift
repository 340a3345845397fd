import Determinism

/// News rides on probes and answers, and is sent by itself while there is some (SWIM §4.1).
extension GossipNode {
    mutating func spread(_ message: Message, about slot: Int32?) {
        guard let slot, phase != .joining else { return }
        if settings.deviation.contains(.keepsNews), slot != own { return }
        if news.isEmpty, nextGossip < now {
            nextGossip = now.advanced(by: settings.timing.gossipInterval.drawn(using: &generator))
        }
        news.insert(message, about: slot)
    }

    mutating func gossip() {
        guard phase != .joining, !news.isEmpty, nextGossip <= now else { return }
        nextGossip = now.advanced(by: settings.timing.gossipInterval)
        let targets = order.sample(
            settings.timing.gossipFanout,
            except: nil,
            using: &generator
        )
        for slot in targets where !news.isEmpty { send([], to: table.address(slot)) }
    }

    /// Sends messages with as much news as fits beside them.
    mutating func send(_ messages: [Message], to address: Address) {
        guard let cluster else { return }
        var datagram = Datagram(cluster: cluster, messages: messages)
        let budget = settings.deviation.contains(.overfills) ? 1 << 20 : Limits.datagramBytes
        var space = budget - DatagramCodec.size(datagram)
        let limit = settings.deviation.contains(.neverRetires) ? nil : retransmitLimit
        news.take(into: &datagram.messages, space: &space, limit: limit)
        guard !datagram.messages.isEmpty else { return }
        ready.datagrams.append(Ready.Sending(address: address, datagram: datagram))
    }

    /// How often a piece of news leaves this node: λ·log(n + 1) (SWIM §4.1).
    var retransmitLimit: Int {
        // The number of decimal digits is the logarithm to base 10, rounded up.
        var digits = 1
        var rest = table.presentCount
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        return settings.timing.retransmitMultiplier * digits
    }
}
