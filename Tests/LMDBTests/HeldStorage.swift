import LMDB

/// Keeps the storage thread inside a job until it is released, so that what is queued meanwhile
/// makes up exactly one batch.
struct HeldStorage {
    private let isReleased = Monitor(false)

    init(_ environment: Environment) {
        let isHeld = Monitor(false)
        let isReleased = isReleased
        environment.write { _ in
            isHeld.update { $0 = true }
            isReleased.wait { $0 ? () : nil }
        } completion: { _ in
        }
        isHeld.wait { $0 ? () : nil }
    }

    func release() {
        isReleased.update { $0 = true }
    }
}
