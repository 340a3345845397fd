internal import LMDB
internal import Raft

/// Reads parts of snapshots for followers, so that the loop never waits for a copy of the catalogue.
final class SnapshotThread: Sendable {
    private enum Job: Sendable {
        case read(SnapshotRead)
        case keep([NodeID])
        case end
    }

    private let queue = Monitor<[Job]>([])
    private let thread: WorkerThread

    init(storage: RaftStorage, folder: String, inbox: ConsensusInbox) {
        let queue = queue
        thread = WorkerThread(name: "snapshots") {
            let shelf = SnapshotShelf(storage: storage, folder: folder)
            while true {
                let job = queue.wait { $0.isEmpty ? nil : $0.removeFirst() }
                switch job {
                case .end: return
                case .keep(let peers): shelf.keep(only: peers)
                case .read(let request): inbox.addAnswer(Self.answer(request, shelf))
                }
            }
        }
    }

    /// One part for each follower is under way at most, which bounds the queue.
    func read(_ request: SnapshotRead) {
        queue.updateForOne { $0.append(.read(request)) }
    }

    func keep(only peers: [NodeID]) {
        queue.updateForOne { $0.append(.keep(peers)) }
    }

    func end() {
        queue.updateForOne { $0.append(.end) }
        thread.waitUntilEnded()
    }

    private static func answer(_ request: SnapshotRead, _ shelf: SnapshotShelf) -> LoopRequest {
        do {
            guard let part = try shelf.read(request) else {
                return .snapshotUnavailable(request.peer)
            }
            return .snapshotPart(part)
        } catch {
            // A full disk, say, or a map that had to grow: the core begins another snapshot later.
            return .snapshotUnavailable(request.peer)
        }
    }
}
