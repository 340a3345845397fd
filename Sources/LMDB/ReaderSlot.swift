internal import CLMDB
internal import Glibc
internal import Synchronization

/// A place for one read at a time, with the transaction that its reads renew.
///
/// Renewing skips what costs in a new transaction: memory, and LMDB's lock around its reader table.
final class ReaderSlot: @unchecked Sendable {
    // Sendable: `transaction` and `openCursors` are touched only by whoever changed `state` from
    // idle, and given on by the releasing store that ends that.
    enum State {
        static let idle = 0
        static let busy = 1
        /// Held by the storage thread, which replaces the map.
        static let closed = 2
    }

    private let state = Atomic<Int>(State.idle)
    private let owner = Atomic<UInt>(0)
    private let openCursors: UnsafeMutablePointer<Int>
    private var transaction: OpaquePointer?

    init() {
        openCursors = .allocate(capacity: 1)
        openCursors.initialize(to: 0)
    }

    deinit {
        openCursors.deallocate()
    }

    func take(for thread: UInt) -> Bool {
        guard change(from: State.idle, to: State.busy) else { return false }
        owner.store(thread, ordering: .relaxed)
        return true
    }

    /// Whether `thread` itself is reading here; what other threads do cannot make this true.
    func isOwned(by thread: UInt) -> Bool {
        owner.load(ordering: .relaxed) == thread
    }

    func giveBack() {
        owner.store(0, ordering: .relaxed)
        state.store(State.idle, ordering: .sequentiallyConsistent)
    }

    func close() -> Bool {
        change(from: State.idle, to: State.closed)
    }

    func reopen() {
        state.store(State.idle, ordering: .sequentiallyConsistent)
    }

    /// The transaction, looking at what is committed by now.
    func begin(in environment: OpaquePointer) throws(LMDBError) -> ReadTransaction {
        if let transaction {
            let code = mdb_txn_renew(transaction)
            guard code == MDB_SUCCESS else {
                endTransaction()
                throw LMDBError(code: code, operation: "mdb_txn_renew")
            }
            return ReadTransaction(handle: transaction, openCursors: openCursors)
        }
        var begun: OpaquePointer?
        let code = mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &begun)
        guard code == MDB_SUCCESS, let begun else {
            throw LMDBError(code: code, operation: "mdb_txn_begin")
        }
        transaction = begun
        return ReadTransaction(handle: begun, openCursors: openCursors)
    }

    /// The transaction as it is, for a read inside a read of the same thread.
    func beginNested() -> ReadTransaction {
        guard let transaction else { preconditionFailure("a read inside a read that never began") }
        return ReadTransaction(handle: transaction, openCursors: openCursors)
    }

    /// Lets go of the view, so that its pages can be used again, and keeps the transaction.
    func reset() {
        precondition(openCursors.pointee == 0, "\(openCursors.pointee) cursors outlive their read")
        if let transaction { mdb_txn_reset(transaction) }
    }

    func endTransaction() {
        if let transaction { mdb_txn_abort(transaction) }
        transaction = nil
    }

    private func change(from old: Int, to new: Int) -> Bool {
        state.compareExchange(
            expected: old,
            desired: new,
            ordering: .sequentiallyConsistent
        ).exchanged
    }
}
