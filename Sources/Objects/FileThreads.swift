internal import LMDB

/// A bounded number of threads for calls that wait for the disk.
final class FileThreads: Sendable {
    private enum Phase {
        case open
        /// No new jobs, except those that follow from jobs admitted before.
        case closing
        case stopped
    }

    private struct Queue {
        /// Nil where a job was handed out: what it holds must go with it, and never under the lock,
        /// for a lease that ends adds a job.
        var jobs: [(@Sendable () -> Void)?] = []
        /// Jobs before this index are handed out; the array is cut when they are half of it.
        var head = 0
        /// Jobs that a thread is running now.
        var running = 0
        var phase = Phase.open

        var count: Int { jobs.count - head }

        mutating func popFirst() -> (@Sendable () -> Void)? {
            guard head < jobs.count else { return nil }
            defer {
                head += 1
                if head * 2 > jobs.count {
                    jobs.removeFirst(head)
                    head = 0
                }
            }
            return jobs[head].take()
        }
    }

    private let queue = Monitor(Queue())
    private let queuedJobs: Int
    private let threads: [WorkerThread]

    init(count: Int, queuedJobs: Int) {
        self.queuedJobs = queuedJobs
        let queue = queue
        threads = (0..<count).map { number in
            WorkerThread(name: "file \(number)") {
                while let job = Self.nextJob(of: queue) {
                    job()
                    queue.update { $0.running -= 1 }
                }
            }
        }
    }

    deinit {
        stop()
    }

    /// Queues a job, or refuses it with `busy` when the queue is full or closing.
    func add(_ job: @escaping @Sendable () -> Void) throws(ObjectStoreError) {
        try queue.updateForOne { queue throws(ObjectStoreError) in
            guard queue.phase == .open, queue.count < queuedJobs else { throw .busy }
            queue.jobs.append(job)
        }
    }

    /// Queues a job that follows from an admitted one, which bounds it.
    ///
    /// After the end it is dropped: all such jobs remove files, and so does the next start.
    func addFollowing(_ job: @escaping @Sendable () -> Void) {
        queue.updateForOne { queue in
            guard queue.phase != .stopped else { return }
            queue.jobs.append(job)
        }
    }

    /// Queues the next step of work that nobody waits for; dropped once the queue is closing.
    func addBackground(_ job: @escaping @Sendable () -> Void) {
        queue.updateForOne { queue in
            guard queue.phase == .open else { return }
            queue.jobs.append(job)
        }
    }

    /// Refuses new jobs and blocks until those queued have run.
    func drain() {
        queue.update { $0.phase = .closing }
        queue.wait { $0.count == 0 && $0.running == 0 ? () : nil }
    }

    /// Lets the threads end when the queue is empty.
    func stop() {
        queue.update { $0.phase = .stopped }
    }

    func waitUntilEnded() {
        for thread in threads { thread.waitUntilEnded() }
    }

    private static func nextJob(of queue: Monitor<Queue>) -> (@Sendable () -> Void)? {
        queue.wait { queue -> (@Sendable () -> Void)?? in
            guard let job = queue.popFirst() else {
                return queue.phase == .stopped ? .some(nil) : nil
            }
            queue.running += 1
            return job
        }
    }
}
