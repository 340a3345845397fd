import Determinism
import Gossip

/// How the news of a crash gets around.
extension GossipWorld {
    /// Stops a member and begins to follow who notices.
    package func crashAndFollow(_ index: Int) {
        crash(index)
        watch = CrashWatch(
            process: index,
            crashedAt: now,
            expected: processes.count { $0.isRunning || $0.condition == .hung }
        )
    }

    func follow(_ change: MembershipChange, of target: Int, by observer: Int) {
        guard var watch, watch.process == target else { return }
        let elapsed = now.duration(since: watch.crashedAt)
        switch change.kind {
        case .suspect:
            watch.firstSuspected = watch.firstSuspected ?? elapsed
        case .dead:
            watch.firstDetected = watch.firstDetected ?? elapsed
            watch.knowing.insert(observer)
            if watch.knowing.count == watch.expected { watch.allKnow = elapsed }
        case .alive:
            watch.knowing.remove(observer)
        case .left, .updated, .forgotten: break
        }
        self.watch = watch
    }
}
