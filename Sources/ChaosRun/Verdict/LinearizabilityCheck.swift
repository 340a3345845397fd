internal import Simulation

/// Whether each key's recorded history can be explained by one order of operations, by the checker
/// of the simulator.
struct LinearizabilityCheck {
    private(set) var keys = 0
    /// Keys whose history was too wide to be followed to its end.
    private(set) var exhausted = 0
    private(set) var violations: [ChaosViolation] = []

    /// A client's question or answer.
    private struct Moment {
        var at: UInt64
        /// At one moment questions come before answers, which allows more orders.
        var isEnd: Bool
        var operation: Int
    }

    init(_ operations: [Operation]) {
        var byKey: [String: [Operation]] = [:]
        for operation in operations { byKey[operation.key, default: []].append(operation) }
        keys = byKey.count
        for key in byKey.keys.sorted() { check(key, byKey[key] ?? []) }
    }

    private mutating func check(_ key: String, _ operations: [Operation]) {
        var moments: [Moment] = []
        for (index, operation) in operations.enumerated() {
            // A read of which nothing is known says nothing.
            guard operation.isAcknowledged || operation.kind != .read else { continue }
            let end = operation.isAcknowledged ? operation.end : operation.lastAttempt
            moments.append(Moment(at: operation.begin, isEnd: false, operation: index))
            moments.append(Moment(at: end, isEnd: true, operation: index))
        }
        moments.sort { ($0.at, $0.isEnd ? 1 : 0) < ($1.at, $1.isEnd ? 1 : 0) }
        var register = RecordedRegister()
        var slots = [Int](repeating: -1, count: operations.count)
        for moment in moments {
            let operation = operations[moment.operation]
            guard moment.isEnd else {
                slots[moment.operation] = Self.begin(operation, in: &register)
                continue
            }
            if let problem = Self.end(operation, slots[moment.operation], in: &register) {
                violations.append(ChaosViolation(rule: "linearizability", detail: problem))
                return
            }
        }
        if register.isExhausted { exhausted += 1 }
    }

    private static func begin(_ operation: Operation, in register: inout RecordedRegister) -> Int {
        switch operation.kind {
        case .read: register.beginRead()
        case .put(let value): register.beginWrite(value)
        case .delete: register.beginWrite(0)
        case .compareAndSet(let expected, let new):
            register.beginCompareAndSet(expected: expected, new: new)
        }
    }

    private static func end(
        _ operation: Operation,
        _ slot: Int,
        in register: inout RecordedRegister
    ) -> String? {
        let isExplained =
            switch operation.outcome {
            case .unknown:
                { () -> Bool in
                    register.abandon(slot)
                    return true
                }()
            case .read(let value, _): register.end(slot, isDone: true, value: value)
            case .done: register.end(slot, isDone: true, value: nil)
            case .refused: register.end(slot, isDone: false, value: nil)
            }
        return isExplained ? nil : "no order explains \(operation)"
    }
}
