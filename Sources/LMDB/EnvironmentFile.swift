internal import CLMDB
internal import Glibc

/// The open file of an environment: everything about it that is neither reading nor writing tables.
final class EnvironmentFile: @unchecked Sendable {
    // Sendable: LMDB's environment may be used by any thread, except for `grow` and `close`, which
    // only the storage thread calls, and `mapBytes`, which only it reads.
    let handle: OpaquePointer
    let path: String
    private let lock: Int32
    private let maximumMapBytes: Int
    private var mapBytes: Int

    init(path: String, limits: EnvironmentLimits, tableCount: Int) throws(LMDBError) {
        lock = try Self.lock(path)
        var made: OpaquePointer?
        let code = mdb_env_create(&made)
        guard code == MDB_SUCCESS, let made else {
            Self.unlock(lock)
            throw LMDBError(code: code, operation: "mdb_env_create")
        }
        handle = made
        self.path = path
        maximumMapBytes = limits.maximumMapBytes
        do throws(LMDBError) {
            mapBytes = try Self.open(made, path: path, limits: limits, tableCount: tableCount)
        } catch {
            mdb_env_close(made)
            Self.unlock(lock)
            throw error
        }
    }

    /// Doubles the map.
    ///
    /// Nobody may read or write meanwhile.
    func grow() throws(LMDBError) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let wanted = max(mapBytes * 2, page * 16)
        guard mapBytes < maximumMapBytes else {
            throw LMDBError(kind: .mapFull, code: MDB_MAP_FULL, operation: "mdb_env_set_mapsize")
        }
        let size = min(wanted, maximumMapBytes)
        try proveRoom(for: size)
        let code = mdb_env_set_mapsize(handle, size)
        // LMDB unmaps first. A failure now leaves it without a map, and every read would fault.
        precondition(code == MDB_SUCCESS, "the map of \(path) is lost: error \(code)")
        mapBytes = size
    }

    /// Writes a consistent copy, which is an environment file itself, to a descriptor.
    func copy(to descriptor: Int32) throws(LMDBError) {
        let code = mdb_env_copyfd(handle, descriptor)
        guard code == MDB_SUCCESS else {
            throw LMDBError(code: code, operation: "mdb_env_copyfd")
        }
    }

    func statistics() -> EnvironmentStatistics {
        var information = MDB_envinfo()
        var page = MDB_stat()
        // Both fail only for a null environment.
        mdb_env_info(handle, &information)
        mdb_env_stat(handle, &page)
        return EnvironmentStatistics(
            mapBytes: information.me_mapsize,
            usedBytes: (information.me_last_pgno + 1) * Int(page.ms_psize),
            lastCommit: information.me_last_txnid
        )
    }

    /// Whether the file system is as good as full.
    ///
    /// LMDB reports a write cut short by a full disk as an I/O error; this tells the two apart.
    var isDiskFull: Bool {
        var space = statvfs()
        guard statvfs(path, &space) == 0 else { return false }
        return space.f_bavail * UInt(space.f_frsize) < 1 << 20
    }

    func close() {
        mdb_env_close(handle)
        Self.unlock(lock)
    }

    /// Claims the file for this environment alone.
    ///
    /// LMDB itself may be opened by many processes, but not twice by one process (its record locks
    /// would vanish when either closes), and two nodes on one folder would corrupt what lies
    /// outside of the environment. The claim comes first, so the second never touches LMDB's locks.
    private static func lock(_ path: String) throws(LMDBError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LMDBError(code: errno, operation: "open") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            Glibc.close(descriptor)
            throw LMDBError(code: code, operation: "flock")
        }
        return descriptor
    }

    /// Gives the claim back.
    ///
    /// Closing alone does not while the descriptor has a copy, as a process just forked has until it
    /// executes its program (flock(2)).
    private static func unlock(_ descriptor: Int32) {
        _ = flock(descriptor, LOCK_UN)
        Glibc.close(descriptor)
    }

    /// Opens the file and gives back the size of its map.
    private static func open(
        _ handle: OpaquePointer,
        path: String,
        limits: EnvironmentLimits,
        tableCount: Int
    ) throws(LMDBError) -> Int {
        // Eight readers more than our own: copies, and tools such as mdb_stat.
        let readers = UInt32(limits.readers + 8)
        try check(mdb_env_set_maxreaders(handle, readers), "mdb_env_set_maxreaders")
        try check(mdb_env_set_maxdbs(handle, UInt32(tableCount)), "mdb_env_set_maxdbs")
        try check(mdb_env_set_mapsize(handle, limits.initialMapBytes), "mdb_env_set_mapsize")
        // NOTLS: a transaction belongs to a slot, not to a thread. NORDAHEAD: objects are read at
        // random, and read-ahead would throw better pages out. NOSUBDIR: the caller names one file
        // (its lock stands beside it), of the same form as a backup.
        let flags = UInt32(MDB_NOTLS | MDB_NORDAHEAD | MDB_NOSUBDIR)
        try check(mdb_env_open(handle, path, flags, 0o600), "mdb_env_open")
        // A process that died while reading would keep the pages it saw from being used again.
        var dead: Int32 = 0
        try check(mdb_reader_check(handle, &dead), "mdb_reader_check")
        // The file's data will be synced by its commits; its name is synced here.
        try syncFolder(of: path)
        var information = MDB_envinfo()
        try check(mdb_env_info(handle, &information), "mdb_env_info")
        return information.me_mapsize
    }

    private static func syncFolder(of path: String) throws(LMDBError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LMDBError(code: errno, operation: "open") }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LMDBError(code: errno, operation: "fsync") }
    }

    /// Throws if the address space has no room for a map of this size beside the present one.
    private func proveRoom(for size: Int) throws(LMDBError) {
        let area = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard area != MAP_FAILED else { throw LMDBError(code: errno, operation: "mmap") }
        munmap(area, size)
    }

    private static func check(_ code: Int32, _ operation: String) throws(LMDBError) {
        guard code == MDB_SUCCESS else { throw LMDBError(code: code, operation: operation) }
    }
}
