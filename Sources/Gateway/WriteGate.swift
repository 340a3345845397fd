internal import Synchronization

/// Whether clients may store objects in the embedded store of this node.
///
/// A lone node says yes. In a cluster of several, where nothing would replicate what is stored,
/// whoever watches the members closes the gate; reads, mirroring and deletions do not ask it.
package final class WriteGate: Sendable {
    private let isOpen = Atomic<Bool>(true)

    package init() {}

    /// Whether writes are allowed here, now.
    package var allowsWrites: Bool { isOpen.load(ordering: .relaxed) }

    /// From now on writes are allowed or refused; those under way end as they began.
    package func allowWrites(_ allowed: Bool) {
        isOpen.store(allowed, ordering: .relaxed)
    }
}
