import LMDB

/// Keeps an environment's storage thread busy until it is released: a disk that does not answer.
struct HeldDisk {
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
