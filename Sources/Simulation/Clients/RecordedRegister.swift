/// The checker of the simulator for one key of a real cluster: begin and end each operation in the
/// order in which its client did.
///
/// 0 is the absent value; the values of writes must differ, so that a read says which it met.
package struct RecordedRegister: Sendable {
    private var history = RegisterHistory()

    package init() {}

    /// Whether the history grew too wide to be followed to its end.
    package var isExhausted: Bool { history.isExhausted }

    /// A client asks for the value; the result names the operation.
    package mutating func beginRead() -> Int {
        history.begin(.read)
    }

    /// A client writes; 0 deletes.
    package mutating func beginWrite(_ value: UInt64) -> Int {
        history.begin(.write(value == 0 ? .delete : .put(value)))
    }

    /// A client writes if the key still has the value it expects; 0 stands for no value.
    package mutating func beginCompareAndSet(expected: UInt64, new: UInt64) -> Int {
        history.begin(.write(.compareAndSet(expected: expected, new: new)))
    }

    /// The client will never know: a write may take effect at any time from now on, or never.
    package mutating func abandon(_ operation: Int) {
        history.abandon(operation)
    }

    /// The client has its answer; false if no order explains it.
    ///
    /// - Parameters:
    ///   - isDone: false for a comparison that failed.
    ///   - value: what a read gave; nil for writes, whose answers do not tell what was before.
    package mutating func end(_ operation: Int, isDone: Bool, value: UInt64?) -> Bool {
        history.end(operation, isDone: isDone, value: value)
    }
}
