internal import Raft
internal import Synchronization

/// What the thread of a consensus loop shares with its callers.
final class ConsensusShared: Sendable {
    let settings: ConsensusSettings
    let storage: RaftStorage
    let transport: any ConsensusTransport
    let inbox: ConsensusInbox
    let signal: RevisionSignal
    let publication = Mutex(ConsensusPublication())

    init(
        settings: ConsensusSettings,
        storage: RaftStorage,
        transport: any ConsensusTransport,
        applied: UInt64
    ) {
        self.settings = settings
        self.storage = storage
        self.transport = transport
        inbox = ConsensusInbox(
            waitingRequests: settings.waitingRequests,
            waitingMessages: settings.waitingMessages
        )
        signal = RevisionSignal(revision: applied)
    }
}
