/// The one thread that writes: it takes all jobs queued meanwhile and commits them together.
///
/// One fsync costs the same for one job as for a thousand, so throughput grows with the load and
/// nobody waits for a timer.
final class StorageThread: Sendable {
    private struct Queue {
        var jobs: [any StorageJob] = []
        var isStopped = false
    }

    private let queue: Monitor<Queue>
    private let queuedJobs: Int
    private let thread: WorkerThread

    /// Starts the thread; after `stop` it writes what is queued and then runs `atEnd`.
    init(
        limits: EnvironmentLimits,
        writer: BatchWriter,
        atEnd: @escaping @Sendable () -> Void
    ) {
        let queue = Monitor(Queue())
        self.queue = queue
        queuedJobs = limits.queuedJobs
        let jobsPerBatch = limits.jobsPerBatch
        thread = WorkerThread(name: "storage") {
            while let jobs = Self.nextBatch(of: queue, limit: jobsPerBatch) {
                let failure = writer.write(jobs)
                for job in jobs { job.finish(batchFailure: failure) }
            }
            atEnd()
        }
    }

    /// Whether the caller is a job or a completion.
    var isCurrent: Bool { thread.isCurrent }

    /// Queues a job, unless the queue is full or closed.
    func add(_ job: any StorageJob) throws(LMDBError) {
        try queue.updateForOne { queue throws(LMDBError) in
            guard !queue.isStopped else { throw LMDBError(kind: .closed, operation: "write") }
            guard queue.jobs.count < queuedJobs else {
                throw LMDBError(kind: .queueFull, operation: "write")
            }
            queue.jobs.append(job)
        }
    }

    func stop() {
        queue.update { $0.isStopped = true }
    }

    func waitUntilEnded() {
        thread.waitUntilEnded()
    }

    private static func nextBatch(
        of queue: Monitor<Queue>,
        limit: Int
    ) -> [any StorageJob]? {
        queue.wait { queue -> [any StorageJob]?? in
            guard !queue.jobs.isEmpty else { return queue.isStopped ? .some(nil) : nil }
            guard queue.jobs.count > limit else {
                var taken: [any StorageJob] = []
                swap(&taken, &queue.jobs)
                return taken
            }
            let taken = Array(queue.jobs.prefix(limit))
            queue.jobs.removeFirst(limit)
            return taken
        }
    }
}
