internal import NIOCore
internal import Synchronization

/// The open channels of one side, so that all can be ended at once.
final class PeerChannels: Sendable {
    private let open = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// Remembers a channel until it is closed.
    func add(_ channel: any Channel) {
        open.withLock { $0[ObjectIdentifier(channel)] = channel }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
        }
    }

    func closeAll() {
        for channel in open.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }
}
