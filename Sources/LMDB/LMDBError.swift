internal import CLMDB
internal import Glibc

/// Why a call on an environment failed: what kind of failure, which call, and on which table.
///
/// The kinds are those that a caller acts on differently: a full disk lets a node go on without
/// storing, a corrupted file needs an operator, a full queue is a reason to slow down.
package struct LMDBError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller can act on.
    package enum Kind: Sendable, Equatable {
        /// No space is left on the file system (or in its quota).
        case diskFull
        /// The file is not an LMDB file, or its pages contradict each other.
        case corrupted
        /// The file was written by a version of LMDB that this one cannot read.
        case versionTooNew
        /// The map is full and cannot grow any further.
        case mapFull
        /// A key of more than `EnvironmentLimits.keyBytes` bytes.
        case keyTooLong
        /// A key of no bytes, which LMDB cannot store.
        case keyEmpty
        /// The file may not be read or written by this user, or its file system is read-only.
        case permissionDenied
        /// The path does not lead to a file in an existing folder.
        case pathUnusable
        /// Another environment, of this process or another, has the file open.
        case inUse
        /// More jobs wait for the storage thread than `EnvironmentLimits.queuedJobs`.
        case queueFull
        /// The environment was closed.
        case closed
        /// The batch changed more pages than one transaction can hold.
        case transactionFull
        /// The reader table is full, which only foreign processes can bring about.
        case readersFull
        /// No memory or address space.
        case outOfMemory
        /// The device failed to read or write.
        case inputOutput
        /// An earlier write of the file's head failed; the environment must be opened anew.
        case failedEarlier
        case other
    }

    package let kind: Kind
    /// The code the call returned: one of LMDB's (negative) or an errno; 0 for failures of ours.
    package let code: Int32
    /// The name of the call, such as `mdb_put`.
    package let operation: String
    /// The table the call worked on, if it worked on one.
    package let table: String?

    init(code: Int32, operation: String, table: String? = nil) {
        self.init(kind: Self.kind(of: code), code: code, operation: operation, table: table)
    }

    init(kind: Kind, code: Int32 = 0, operation: String, table: String? = nil) {
        self.kind = kind
        self.code = code
        self.operation = operation
        self.table = table
    }

    package var description: String {
        var text = operation
        if let table { text += " on table \(table)" }
        text += ": \(kind)"
        if code != 0 { text += " (\(String(cString: mdb_strerror(code))))" }
        return text
    }

    private static func kind(of code: Int32) -> Kind {
        switch code {
        case ENOSPC, EDQUOT: .diskFull
        case MDB_CORRUPTED, MDB_INVALID, MDB_PAGE_NOTFOUND: .corrupted
        case MDB_VERSION_MISMATCH: .versionTooNew
        case MDB_MAP_FULL: .mapFull
        case EACCES, EPERM, EROFS: .permissionDenied
        case ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP: .pathUnusable
        case EWOULDBLOCK: .inUse
        case MDB_TXN_FULL: .transactionFull
        case MDB_READERS_FULL: .readersFull
        case ENOMEM: .outOfMemory
        case EIO: .inputOutput
        case MDB_PANIC: .failedEarlier
        default: .other
        }
    }
}
