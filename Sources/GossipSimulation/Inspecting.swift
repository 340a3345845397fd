import Determinism
import Gossip

/// The rules, checked at every change and once a second.
extension GossipWorld {
    // MARK: At every step

    func observe(_ ready: Ready, of index: Int) {
        if ready.hasJoined {
            processes[index].hasJoined = true
            if processes[index].isImpostor, let holder = indices[processes[index].name],
                holderIsUndisturbed(since: processes[index].disturbedAt, holder)
            {
                fail(.namesAreUnique, "\(processes[index].name) is let in a second time")
            }
        }
        if ready.hasLeft {
            processes[index].condition = .left
            let disturbed = max(partitionChangedAt, processes[index].disturbedAt)
            let isRecent = now.duration(since: disturbed) < settings.bound / 2
            processes[index].leftUnheard = isPartitioned || isRecent
            stop(index)
        }
        guard case .nameConflict(let conflict) = ready.refusal else { return }
        tally.refusedNames += 1
        if !processes[index].isImpostor, settings.fault == nil {
            fail(.namesAreUnique, "the rightful \(conflict.name) was refused: \(conflict)")
        }
        processes[index].condition = .refused
        stop(index)
    }

    func observe(_ change: MembershipChange, by observer: Int) {
        let member = change.member
        guard let target = indices[member.name] else { return }
        follow(change, of: target, by: observer)
        if change.kind == .dead { countDeath(of: target, member, by: observer) }
        guard settings.checksPairs else { return }
        if processes[target].group != processes[observer].group {
            fail(
                .clustersStayApart,
                "\(processes[observer].name) holds \(member.name) for a member"
            )
        }
        if change.kind == .forgotten {
            seenIncarnations[observer][target] = 0
        } else if member.incarnation < seenIncarnations[observer][target] {
            fail(
                .incarnationsGrow,
                "\(processes[observer].name) saw \(member.name) go from "
                    + "\(seenIncarnations[observer][target]) to \(member.incarnation)"
            )
        } else {
            seenIncarnations[observer][target] = member.incarnation
        }
    }

    /// A start must announce more than was ever announced under the name.
    func observeOwn(_ identity: SavedIdentity, of index: Int) {
        let highest = processes[index].highestIncarnation
        let isStart = processes[index].node?.incarnation == identity.incarnation
        let isNewStart = processes[index].disturbedAt == now && !processes[index].hasJoined
        if identity.incarnation < highest
            || (isStart && isNewStart && highest == identity.incarnation)
        {
            fail(
                .incarnationsGrow,
                "\(processes[index].name) announces \(identity.incarnation) after \(highest)"
            )
        }
        processes[index].highestIncarnation = max(highest, identity.incarnation)
        if settings.checksPairs, isNewStart {
            // A new process remembers nothing of what it saw before.
            for target in seenIncarnations[index].indices { seenIncarnations[index][target] = 0 }
        }
    }

    private func countDeath(of target: Int, _ member: Announcement, by observer: Int) {
        let process = processes[target]
        guard process.isRunning, canReach(target, observer), !isPartitioned else { return }
        let death = CountedDeath(process: target, incarnation: member.incarnation)
        guard countedDeaths.insert(death).inserted else { return }
        let wasSlow =
            process.disturbedAt.nanoseconds > 0
            && now.duration(since: process.disturbedAt) < .seconds(30)
        if wasSlow {
            tally.falseDeathsOfSlow += 1
        } else {
            tally.falseDeaths += 1
        }
    }

    // MARK: Once a second

    func inspect() {
        after(.seconds(1), .inspect)
        let isFirst = inspectedAt == now
        for index in processes.indices where processes[index].isRunning {
            inspectLoad(index)
            inspectTraffic(index, isFirst: isFirst)
            inspectJoin(index)
        }
        inspectedAt = now
        guard settings.checksPairs else { return }
        for observer in processes.indices { inspectView(of: observer) }
    }

    private func inspectLoad(_ index: Int) {
        guard let load = processes[index].node?.load else { return }
        let names = processes.count { $0.group == processes[index].group }
        let limits = Limits()
        if load.members > names || load.news > names || load.suspicions > names
            || load.relays > limits.relays || load.exchanges > limits.exchanges
            || load.claims > limits.claims
        {
            fail(.boundedMemory, "\(processes[index].name) holds \(load) for \(names) members")
        }
    }

    private func inspectTraffic(_ index: Int, isFirst: Bool) {
        let sent = processes[index].sent - processes[index].sentBefore
        if !isCalm { processes[index].sentBefore = processes[index].sent }
        guard !isFirst, !isCalm else { return }
        let seconds = Double(now.duration(since: inspectedAt).wholeNanoseconds) / 1e9
        let intervals = seconds / (Double(settings.timing.probeInterval.wholeNanoseconds) / 1e9)
        // News: fanout × gossip ticks; probes: k requests, answers to as many as may ask at once.
        let gossip =
            seconds / (Double(settings.timing.gossipInterval.wholeNanoseconds) / 1e9)
            * Double(settings.timing.gossipFanout)
        let allowance = gossip + intervals * 24 + 200
        if Double(sent) > allowance {
            fail(.boundedTraffic, "\(processes[index].name) sent \(sent) in \(seconds) s")
        }
    }

    private func inspectJoin(_ index: Int) {
        let process = processes[index]
        guard !process.hasJoined, !process.isImpostor, process.group == 0, !isPartitioned,
            now.duration(since: max(process.disturbedAt, partitionChangedAt)) > settings.bound,
            processes.contains(where: { $0.isRunning && $0.hasJoined && $0.group == 0 })
        else { return }
        fail(.joinsSucceed, "\(process.name) is not let in")
    }

    private func inspectView(of observer: Int) {
        let viewer = processes[observer]
        for target in processes.indices where target != observer {
            let process = processes[target]
            guard viewer.isRunning, viewer.hasJoined, !viewer.isImpostor, !process.isImpostor,
                process.group == viewer.group, canReach(observer, target), process.epoch > 0,
                let rule = wrongBelief(of: viewer, about: process)
            else {
                wrongSince[observer][target] = nil
                continue
            }
            let since = wrongSince[observer][target] ?? now
            wrongSince[observer][target] = since
            let start = max(
                since,
                viewer.disturbedAt,
                process.disturbedAt,
                partitionChangedAt
            )
            let lasted = now.duration(since: start)
            if rule == .crashesAreDetected {
                tally.longestUndetectedCrash = max(tally.longestUndetectedCrash, lasted)
            } else {
                tally.longestFalseBelief = max(tally.longestFalseBelief, lasted)
            }
            let bound =
                rule == .crashesAreDetected ? settings.detectionBound : settings.bound
            if lasted > bound {
                let state = viewer.node?.member(process.name)
                fail(rule, "\(viewer.name) sees \(process.name) as \(String(describing: state))")
            }
        }
    }

    /// The rule that a view breaks at this moment, which it may for a while.
    private func wrongBelief(
        of viewer: VirtualProcess,
        about process: VirtualProcess
    ) -> GossipRule? {
        let state = viewer.node?.member(process.name)?.state
        switch process.condition {
        case .running:
            guard process.hasJoined, process.node?.phase == .member else { return nil }
            return state?.isPresent == true ? nil : .noLastingFalseDeath
        case .down:
            return state?.isPresent == true ? .crashesAreDetected : nil
        case .left:
            // Later the departure itself is forgotten, and a node that was down all that time may
            // bring the name back from its disk.
            let isForgotten =
                now.duration(since: process.disturbedAt) >= settings.timing.forgetAfter
            let isKnown = state == nil || state == .left || process.leftUnheard
            return isKnown || isForgotten ? nil : .leavingIsNoDeath
        case .hung, .refused:
            return nil
        }
    }

    // MARK: In the end

    /// After a long calm: equal views, nothing to tell, nobody gone on record, little traffic.
    func checkRest() {
        let running = processes.indices.filter {
            processes[$0].isRunning && processes[$0].group == 0 && !processes[$0].isImpostor
        }
        let truth = running.compactMap { processes[$0].node?.announcement }
            .sorted { $0.name < $1.name }
        let intervals = 5.0 / (Double(settings.timing.probeInterval.wholeNanoseconds) / 1e9)
        for index in running {
            guard let node = processes[index].node else { continue }
            let present = node.members.filter { $0.state == .alive }.map(\.announcement)
            if present != truth {
                fail(
                    .viewsConverge,
                    "\(processes[index].name) sees \(present.count) of \(truth.count) rightly"
                )
            }
            let load = node.load
            if load.gone > 0 || load.news > 0 || load.suspicions > 0 || load.claims > 0
                || load.members != truth.count
            {
                fail(.comesToRest, "\(processes[index].name) still holds \(load)")
            }
            let sent = processes[index].sent - processes[index].sentBefore
            if Double(sent) > intervals * 4 + 10 {
                fail(.boundedTraffic, "\(processes[index].name) sent \(sent) in calm")
            }
        }
    }
}
