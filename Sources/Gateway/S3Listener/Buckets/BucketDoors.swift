internal import Synchronization

/// The buckets that are being deleted: nothing is stored in them any more.
///
/// Asked by every commit on the storage thread, so that an object is either there before a bucket
/// is found empty, or never.
final class BucketDoors: Sendable {
    private let closed = Mutex<Set<[UInt8]>>([])
    private let count = Atomic<Int>(0)

    /// Closes a bucket; false where somebody is deleting it already.
    func close(_ bucket: [UInt8]) -> Bool {
        closed.withLock { closed in
            guard closed.insert(bucket).inserted else { return false }
            count.store(closed.count, ordering: .sequentiallyConsistent)
            return true
        }
    }

    func open(_ bucket: [UInt8]) {
        closed.withLock { closed in
            closed.remove(bucket)
            count.store(closed.count, ordering: .sequentiallyConsistent)
        }
    }

    func isClosed(_ bucket: [UInt8]) -> Bool {
        guard count.load(ordering: .sequentiallyConsistent) > 0 else { return false }
        return closed.withLock { $0.contains(bucket) }
    }
}
