internal import CLMDB
internal import Glibc

/// Runs the jobs of a batch in one transaction and makes them durable.
///
/// A job that throws must leave no trace, and LMDB cannot undo a part of a transaction unless that
/// part ran in a nested one, which copies each page it changes and makes a job of 2 to 5
/// microseconds half as long again. Almost no job throws after its first change, so the batch is
/// first run flat; if one does, the batch is undone and run again with each job in a nested
/// transaction. Jobs may therefore run up to twice, and once more each time the map grows: they
/// must be repeatable, and only their last run counts.
final class BatchWriter: Sendable {
    private enum Attempt {
        case committed
        /// A job threw after a change; all was undone.
        case needsIsolation
        case failed(LMDBError)
    }

    private let file: EnvironmentFile
    private let readers: ReaderPool

    init(file: EnvironmentFile, readers: ReaderPool) {
        self.file = file
        self.readers = readers
    }

    /// Runs and commits the jobs; gives back a failure that is every job's failure.
    func write(_ jobs: [any StorageJob]) -> LMDBError? {
        var isolated = false
        while true {
            switch attempt(jobs, isolated: isolated) {
            case .committed:
                return nil
            case .needsIsolation:
                isolated = true
            case .failed(let failure) where failure.kind == .mapFull:
                do throws(LMDBError) {
                    try readers.withoutReaders { () throws(LMDBError) in try file.grow() }
                } catch {
                    return error
                }
            case .failed(let failure):
                return failure
            }
        }
    }

    private func attempt(_ jobs: [any StorageJob], isolated: Bool) -> Attempt {
        do throws(LMDBError) {
            let handle = try begin(parent: nil)
            let progress = WriteProgress()
            if let reason = run(jobs, in: handle, progress: progress, isolated: isolated) {
                mdb_txn_abort(handle)
                return reason
            }
            return try commit(handle)
        } catch {
            return .failed(error)
        }
    }

    /// Runs the jobs; gives back why the transaction must be undone, if so.
    private func run(
        _ jobs: [any StorageJob],
        in handle: OpaquePointer,
        progress: WriteProgress,
        isolated: Bool
    ) -> Attempt? {
        for job in jobs {
            let changesBefore = progress.changes
            let child: OpaquePointer?
            do throws(LMDBError) {
                child = isolated ? try begin(parent: handle) : nil
            } catch {
                return .failed(error)
            }
            let transaction = WriteTransaction(handle: child ?? handle, progress: progress)
            let succeeded = job.run(in: transaction)
            precondition(progress.openCursors.pointee == 0, "a cursor outlives its job")
            if let child {
                let code =
                    succeeded && progress.failure == nil ? mdb_txn_commit(child) : MDB_SUCCESS
                if !succeeded || progress.failure != nil { mdb_txn_abort(child) }
                if code != MDB_SUCCESS {
                    return .failed(LMDBError(code: code, operation: "mdb_txn_commit"))
                }
            }
            if let failure = progress.failure { return .failed(failure) }
            if !succeeded, !isolated, progress.changes != changesBefore { return .needsIsolation }
        }
        return nil
    }

    private func begin(parent: OpaquePointer?) throws(LMDBError) -> OpaquePointer {
        var begun: OpaquePointer?
        let code = mdb_txn_begin(file.handle, parent, 0, &begun)
        guard code == MDB_SUCCESS, let begun else {
            throw LMDBError(code: code, operation: "mdb_txn_begin")
        }
        return begun
    }

    /// Commits; on failure LMDB has undone the transaction itself.
    private func commit(_ handle: OpaquePointer) throws(LMDBError) -> Attempt {
        let code = mdb_txn_commit(handle)
        guard code != MDB_SUCCESS else { return .committed }
        if code == EIO, file.isDiskFull {
            throw LMDBError(kind: .diskFull, code: code, operation: "mdb_txn_commit")
        }
        throw LMDBError(code: code, operation: "mdb_txn_commit")
    }
}
