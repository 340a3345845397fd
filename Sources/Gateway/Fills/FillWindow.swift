internal import Routing
internal import Fetch
internal import Determinism
internal import Metrics
internal import Mirroring
internal import Synchronization

// A fill that will not be stored keeps a window of the object, and waits for its slowest follower.
extension FillDriver {
    func doNotStore(_ reason: String) {
        takeUpload()?.abandon()
        let answer = state.withLock { state in
            state.answer?.notStored = reason
            return state.isAnswered ? state.answer : nil
        }
        if let answer { fill.publish { $0.answer = answer } }
        keepWindow()
    }

    func keepWindow() {
        state.withLock { $0.keepsWindow = true }
        fill.watchFollowers { [weak self] in
            guard let self else { return }
            services.fetch.execute { self.followersMoved() }
        }
        followersMoved()
    }

    func followersMoved() {
        guard fill.followerCount > 0 else { return unread() }
        let mayGoOn: Bool = state.withLock { state in
            guard !state.isOver, state.isPausedForWindow, makeRoom(&state) else { return false }
            state.isPausedForWindow = false
            return true
        }
        if mayGoOn {
            state.withLock { $0.seat }?.resume()
            route?.resume()
        }
        let starvedSince = state.withLock { $0.isPausedForWindow ? $0.starvedSince : nil }
        guard let starvedSince else { return }
        let patience = mapped?.policy.idleTimeout ?? MissLimits.starvation
        if services.now().duration(since: starvedSince) > patience {
            fail(MissFailure(.slowDown, "The disk of the data folder is full."))
        }
    }

    /// Nobody reads along any more: what will be stored goes on all the same.
    private func unread() {
        let (keepsWindow, isFetching) = state.withLock { state in
            (state.keepsWindow, state.plan != nil || state.begin != nil)
        }
        if !isFetching {
            // What this node is about to fetch it fetches for all.
            if case .deciding = fill.standing { return }
            return abandon()
        }
        if keepsWindow {
            fail(MissFailure(.broken, "Nobody reads this object, and it is not stored."))
        }
    }

    /// Waits for room on a full disk, where there are readers whose reading can make it.
    func mayStarve() -> Bool {
        guard fill.followerCount > 0 else { return false }
        services.metrics.spoolFull.increment()
        return state.withLock { state in
            guard state.written >= MissLimits.releaseBytes else { return false }
            state.isPausedForWindow = true
            state.starvedSince = services.now()
            return true
        }
    }

    /// Lets go of what all followers have read; false when the window is full all the same.
    func makeRoom(_ state: inout State) -> Bool {
        let ready = min(state.written, hasher.hashedBytes)
        let position = fill.letGo(upTo: kind.firstByte + ready) { begin in
            state.spool.release(before: begin - kind.firstByte)
            state.starvedSince = nil
        }
        let read = position - kind.firstByte
        let isStarved = state.starvedSince != nil
        guard !isStarved, state.written - read <= MissLimits.windowBytes else {
            state.isPausedForWindow = true
            if isStarved || !state.hashesInline, !state.isPollDue {
                state.isPollDue = true
                // It may be the digests that lag, and they do not call.
                services.fetch.schedule(after: MissLimits.digestPoll) {
                    self.state.withLock { $0.isPollDue = false }
                    self.followersMoved()
                }
            }
            return false
        }
        return true
    }
}
