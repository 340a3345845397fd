import Fetch
import S3
import Synchronization

/// Sends a HEAD for every path of a list, some at once, and counts what comes of it.
///
/// Each task takes the next path and keeps it until it is answered for good: a node that is too
/// busy is asked less, for its tasks wait.
final class WarmRun: Sendable {
    private let base: String
    private let paths: any WarmSource
    private let signer: RequestSigner?
    private let thread: FetchThread
    private let failures: FailureFile
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let summary = Mutex(WarmSummary())

    /// - Parameter signer: signs with an access key, where the node has such.
    init(
        base: String,
        paths: any WarmSource,
        signer: RequestSigner?,
        thread: FetchThread,
        failures: FailureFile
    ) {
        self.base = base
        self.signer = signer
        self.paths = paths
        self.thread = thread
        self.failures = failures
        start = clock.now
    }

    /// - Throws: where the paths cannot be told any further; what was begun is waited for.
    func run(concurrency: Int) async throws(CommandFailure) -> WarmSummary {
        let progress = Task { await showProgress() }
        let failure = await withTaskGroup(of: CommandFailure?.self) { group in
            for _ in 0..<concurrency { group.addTask { await self.warmAll() } }
            var failure: CommandFailure?
            for await failed in group { failure = failure ?? failed }
            return failure
        }
        progress.cancel()
        if let failure { throw failure }
        return await snapshot()
    }

    /// Path after path, until there are no more.
    private func warmAll() async -> CommandFailure? {
        do throws(CommandFailure) {
            while let path = try await paths.next() {
                var isAnswered = true
                if path.isStored {
                    summary.withLock { $0.present += 1 }
                } else {
                    isAnswered = await warm(path.bytes)
                }
                summary.withLock {
                    $0.bytes += path.size
                    $0.unanswered += isAnswered ? 0 : 1
                }
                await paths.finished(path, isAnswered: isAnswered)
            }
            return nil
        } catch {
            return error
        }
    }

    /// - Returns: whether the path was answered for good.
    private func warm(_ path: [UInt8]) async -> Bool {
        let url = "\(base)/\(URLText.encode(path, keepsSlashes: true))"
        var attempt = 1
        while true {
            let answer = await HeadRequest.send(url, signer, on: thread)
            if case .head = answer { summary.withLock { $0.answers += 1 } }
            switch WarmVerdict.judge(answer, attempt: attempt) {
            case .present:
                summary.withLock { $0.present += 1 }
                return true
            case .mirrored:
                summary.withLock { $0.mirrored += 1 }
                return true
            case .failed(let reason):
                fail(path, reason)
                return true
            case .unanswered(let reason):
                fail(path, reason)
                return false
            case .retry(let pause):
                attempt += 1
                summary.withLock { $0.retries += 1 }
                do {
                    try await clock.sleep(for: pause)
                } catch {
                    fail(path, "cancelled")
                    return false
                }
            }
        }
    }

    private func fail(_ path: [UInt8], _ reason: String) {
        failures.add(path)
        summary.withLock { summary in
            summary.failed += 1
            if summary.examples.count < WarmSummary.exampleCount {
                summary.examples.append("\(String(decoding: path, as: UTF8.self)): \(reason)")
            }
        }
    }

    private func snapshot() async -> WarmSummary {
        var snapshot = summary.withLock { $0 }
        if let pages = paths as? OriginPages { snapshot.totalBytes = await pages.totalBytes }
        let (seconds, attoseconds) = (clock.now - start).components
        snapshot.milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        return snapshot
    }

    private func showProgress() async {
        guard Output.showsProgress else { return }
        do {
            while true {
                try await clock.sleep(for: .seconds(1))
                Output.progress(await snapshot().progress(of: await paths.total))
            }
        } catch {
            // Cancelled: the run is over.
        }
    }
}
