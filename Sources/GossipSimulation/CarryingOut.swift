import Determinism
import Gossip

/// The shell of each virtual node: what a `Ready` asks for.
extension GossipWorld {
    func carryOut(_ ready: Ready, _ index: Int) {
        save(ready, index)
        for sending in ready.datagrams { send(sending, from: index) }
        for exchange in ready.exchanges { begin(exchange, from: index) }
        for reply in ready.replies { write(reply, from: index) }
        for change in ready.changes { observe(change, by: index) }
        tally.foreignMessages += ready.foreign.count
        observe(ready, of: index)
    }

    private func save(_ ready: Ready, _ index: Int) {
        guard settings.checksPairs, let saving = ready.save else { return }
        if let identity = saving.identity {
            observeOwn(identity, of: index)
            processes[index].savedIdentity = identity
        }
        for name in saving.removed { processes[index].savedMembers[name] = nil }
        for member in saving.members { processes[index].savedMembers[member.name] = member }
    }

    private func send(_ sending: Ready.Sending, from index: Int) {
        var datagram = sending.datagram
        let size = DatagramCodec.size(datagram)
        tally.datagrams += 1
        tally.datagramBytes += size
        tally.largestDatagram = max(tally.largestDatagram, size)
        processes[index].sent += 1
        guard size <= Limits.datagramBytes else {
            fail(.datagramSize, "\(processes[index].name) sends \(size) bytes")
            return
        }
        if settings.encodes {
            let bytes = DatagramCodec.encode(datagram)
            do {
                let decoded = try DatagramCodec.decode(bytes)
                if bytes.count != size || decoded != datagram {
                    fail(.datagramSize, "\(bytes.count) bytes were measured as \(size)")
                }
                datagram = decoded
            } catch {
                fail(.datagramSize, "\(bytes.count) bytes do not come back: \(error)")
            }
        }
        let copies = draw(weather.duplication) ? 2 : 1
        for _ in 0..<copies { fly(datagram, to: sending.address, from: index) }
    }

    private func fly(_ datagram: Datagram, to address: Address, from index: Int) {
        guard let target = owner(of: address), canReach(index, target), !draw(weather.loss) else {
            return
        }
        after(delay(), .datagram(to: target, from: processes[index].address, datagram))
    }

    func owner(of address: Address) -> Int? {
        let number = Self.number(address)
        guard number < owners.count, owners[number] >= 0 else { return nil }
        return owners[number]
    }

    func delay() -> Duration {
        if draw(weather.stragglers) { return drawn(weather.stragglerDelay) }
        return weather.delay + drawn(weather.jitter)
    }

    func drawn(_ duration: Duration) -> Duration {
        .nanoseconds(Int64.random(in: 0...duration.wholeNanoseconds, using: &generator))
    }

    // MARK: Streams

    /// A stream gets through where datagrams do at all; lost packets only delay it.
    private func streamDelay() -> Duration {
        var total = delay()
        while draw(weather.loss) { total += .milliseconds(200) }
        return total
    }

    private func begin(_ exchange: Ready.Exchange, from index: Int) {
        tally.streams += 1
        var link = StreamLink(
            initiator: index,
            epoch: processes[index].epoch,
            exchange: exchange.id,
            responder: index
        )
        guard let target = owner(of: exchange.address) else {
            after(delay() * 2, .failed(link))
            return
        }
        link.responder = target
        guard canReach(index, target) else { return }
        let arrival = now.advanced(by: streamDelay() * 3)
        for frame in exchange.frames {
            queue.add(.asked(to: target, link, checked(frame)), at: arrival)
        }
    }

    func arrive(_ link: StreamLink, _ frame: Frame, at target: Int) {
        guard canReach(link.initiator, target) else { return }
        switch processes[target].condition {
        case .down, .left, .refused:
            after(delay(), .failed(link))
        case .running, .hung:
            links.append(link)
            let event = Event.asked(
                token: UInt64(links.count - 1),
                frame: frame,
                from: Self.address(processes[link.initiator].address)
            )
            deliver(event, to: target)
        }
    }

    private func write(_ reply: Ready.Reply, from index: Int) {
        let link = links[Int(reply.token)]
        let arrival = now.advanced(by: streamDelay())
        for frame in reply.frames {
            queue.add(.answered(link, checked(frame)), at: arrival)
        }
    }

    private func checked(_ frame: Frame) -> Frame {
        guard settings.encodes else { return frame }
        do {
            let bytes = FrameCodec.encode(frame)
            let decoded = try FrameCodec.decode(bytes)
            if decoded != frame { fail(.datagramSize, "a frame changed in its bytes") }
            return decoded
        } catch {
            fail(.datagramSize, "a frame does not come back: \(error)")
            return frame
        }
    }
}
