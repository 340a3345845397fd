import Determinism
@testable import Simulation

/// The same judgement by trying all orders that respect who ended before whom began.
struct SlowHistory {
    struct Item {
        var operation: RegisterHistory.Operation
        var began: Int
        var ended: Int?
        var reply: Reply?
    }

    var operations: [Item] = []
    private var clock = 0

    mutating func begin(_ operation: RegisterHistory.Operation) -> Int {
        clock += 1
        operations.append(Item(operation: operation, began: clock))
        return operations.count - 1
    }

    mutating func end(_ number: Int, reply: Reply) {
        clock += 1
        operations[number].ended = clock
        operations[number].reply = reply
    }

    var isExplained: Bool {
        explains(remaining: Set(operations.indices), value: 0)
    }

    private func explains(remaining: Set<Int>, value: UInt64) -> Bool {
        if remaining.allSatisfy({ operations[$0].ended == nil }) { return true }
        for number in remaining {
            let item = operations[number]
            // Nothing that ended before this began may come after it.
            let isNext = remaining.allSatisfy { (operations[$0].ended ?? .max) > item.began }
            guard isNext else { continue }
            let (after, reply) = effect(item.operation, value)
            guard item.reply == nil || item.reply == reply else { continue }
            if explains(remaining: remaining.subtracting([number]), value: after) { return true }
        }
        return false
    }

    private func effect(
        _ operation: RegisterHistory.Operation,
        _ value: UInt64
    ) -> (UInt64, Reply) {
        switch operation {
        case .read: return (value, Reply(isDone: true, value: value))
        case .write(.put(let new)): return (new, Reply(isDone: true, value: value))
        case .write(.delete): return (0, Reply(isDone: true, value: value))
        case .write(.compareAndSet(let expected, let new)):
            let isDone = value == expected
            return (isDone ? new : value, Reply(isDone: isDone, value: value))
        }
    }
}
