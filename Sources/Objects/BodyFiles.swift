internal import Glibc

/// The folders of the store: `objects/xx/` for bodies and `spool/` for files being written.
///
/// Folders are held open and files are opened relative to them, so no call needs a path in memory.
final class BodyFiles: Sendable {
    static let folderCount = 256

    private let root: Int32
    private let objects: Int32
    private let spool: Int32

    private let reservedBytes: UInt64

    /// Opens the folders below `path`, making those that are missing.
    init(path: String, reservedBytes: UInt64) throws(ObjectStoreError) {
        self.reservedBytes = reservedBytes
        mkdir(path, 0o700)
        let root = try Self.openFolder(AT_FDCWD, path)
        var opened = [root]
        do throws(ObjectStoreError) {
            let objects = try Self.makeFolder(root, "objects")
            opened.append(objects)
            let spool = try Self.makeFolder(root, "spool")
            opened.append(spool)
            try Self.makeObjectFolders(in: objects)
            try Self.synchronizeFolder(root)
            self.root = root
            self.objects = objects
            self.spool = spool
        } catch {
            for descriptor in opened { close(descriptor) }
            throw error
        }
    }

    deinit {
        close(spool)
        close(objects)
        close(root)
    }

    /// Throws `diskFull` if storing this many bytes would touch the reserve.
    func checkRoom(for bytes: UInt64) throws(ObjectStoreError) {
        let (needed, overflow) = reservedBytes.addingReportingOverflow(bytes)
        let available = try space().availableBytes
        guard !overflow, available >= needed else { throw .diskFull }
    }

    /// Makes an empty file in the spool under an identity that no file has.
    func makeTemporary() throws(ObjectStoreError) -> TemporaryFile {
        try checkRoom(for: 0)
        var generator = SystemRandomNumberGenerator()
        while true {
            let id = FileID(number: generator.next())
            let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
            let descriptor = id.withName { openat(spool, $0, flags, 0o600) }
            if descriptor < 0 && errno == EEXIST { continue }
            guard descriptor >= 0 else { throw ObjectStoreError(operation: "openat", code: errno) }
            // Only now: a file of this name that leaves the spool before our own is made is seen
            // here, and none can come after.
            guard id.withPath({ faccessat(objects, $0, F_OK, 0) }) != 0 else {
                removeFromSpool(id)
                close(descriptor)
                continue
            }
            return TemporaryFile(id: id, descriptor: descriptor, files: self)
        }
    }

    /// Moves a synchronized file from the spool into its folder, durably.
    ///
    /// The fsync of the folder is not shared between commits: there are 256 folders, and the file
    /// system's journal commits together what many threads wait for.
    func place(_ file: TemporaryFile) throws(ObjectStoreError) {
        guard file.leaveSpool() else { throw .gone }
        let code = file.id.withName { name in
            file.id.withPath { renameat(spool, name, objects, $0) == 0 ? 0 : errno }
        }
        guard code == 0 else {
            removeFromSpool(file.id)
            throw ObjectStoreError(operation: "renameat", code: code)
        }
        do throws(ObjectStoreError) {
            let folder = try Self.openFolder(objects, Self.folderName(file.id.folder))
            defer { close(folder) }
            try Self.synchronizeFolder(folder)
        } catch {
            remove(file.id)
            throw error
        }
    }

    /// Gives a body a second name, which outlives the first; durable after `synchronizeFolders`.
    ///
    /// Bodies never change once they have a name, so two objects may share one. Throws `gone` where
    /// the body is not there, and nil is given where the file system will have no further name.
    ///
    /// - Parameter willName: called with each identity before it is tried.
    func link(
        _ id: FileID,
        willName: (FileID) -> Void
    ) throws(ObjectStoreError) -> FileID? {
        var generator = SystemRandomNumberGenerator()
        while true {
            let new = FileID(number: generator.next())
            willName(new)
            let code = id.withPath { old in
                new.withPath { linkat(objects, old, objects, $0, 0) == 0 ? 0 : errno }
            }
            switch code {
            case 0:
                // See `makeTemporary`: whoever comes second of a temporary and a link sees the other.
                guard new.withName({ faccessat(spool, $0, F_OK, 0) }) != 0 else {
                    remove(new)
                    continue
                }
                return new
            case EEXIST: continue
            case ENOENT: throw .gone
            case EMLINK, EPERM, EOPNOTSUPP: return nil
            default: throw ObjectStoreError(operation: "linkat", code: code)
            }
        }
    }

    /// Makes the names of bodies durable.
    func synchronizeFolders(of ids: [FileID]) throws(ObjectStoreError) {
        for number in Set(ids.map(\.folder)) {
            let folder = try Self.openFolder(objects, Self.folderName(number))
            defer { close(folder) }
            try Self.synchronizeFolder(folder)
        }
    }

    /// Whether a body has its name.
    func has(_ id: FileID) -> Bool {
        id.withPath { faccessat(objects, $0, F_OK, 0) } == 0
    }

    /// Opens a body for reading.
    func open(_ id: FileID) throws(ObjectStoreError) -> Int32 {
        let descriptor = id.withPath { openat(objects, $0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else {
            guard errno != ENOENT else { throw .gone }
            throw ObjectStoreError(operation: "openat", code: errno)
        }
        return descriptor
    }

    /// A body, open for reading.
    func source(_ id: FileID) throws(ObjectStoreError) -> BodySource {
        BodySource(owning: try open(id))
    }

    /// Removes a body's name.
    ///
    /// A failure leaves an orphan for the next start to sweep.
    func remove(_ id: FileID) {
        _ = id.withPath { unlinkat(objects, $0, 0) }
    }

    /// Removes a temporary's name.
    ///
    /// A failure leaves it for the next start to sweep.
    func removeFromSpool(_ id: FileID) {
        _ = id.withName { unlinkat(spool, $0, 0) }
    }

    /// Removes everything in the spool; gives back how many files that were.
    func sweepSpool() throws(ObjectStoreError) -> Int {
        var removed = 0
        try Self.forEachName(in: spool, ".") { name in
            if unlinkat(spool, name, 0) == 0 { removed += 1 }
        }
        return removed
    }

    /// The bodies in one of the folders; names that are not ours are passed over.
    func bodies(inFolder folder: Int) throws(ObjectStoreError) -> [FileID] {
        var found: [FileID] = []
        try Self.forEachName(in: objects, Self.folderName(folder)) { name in
            if let id = FileID(name: name), id.folder == folder { found.append(id) }
        }
        return found
    }

    func space() throws(ObjectStoreError) -> StorageSpace {
        var status = statvfs()
        guard fstatvfs(root, &status) == 0 else {
            throw ObjectStoreError(operation: "fstatvfs", code: errno)
        }
        let block = UInt64(status.f_frsize)
        return StorageSpace(
            availableBytes: UInt64(status.f_bavail) * block,
            totalBytes: UInt64(status.f_blocks) * block
        )
    }

    private static func makeObjectFolders(in objects: Int32) throws(ObjectStoreError) {
        var isChanged = false
        for folder in 0..<folderCount {
            if mkdirat(objects, folderName(folder), 0o700) == 0 {
                isChanged = true
            } else if errno != EEXIST {
                throw ObjectStoreError(operation: "mkdirat", code: errno)
            }
        }
        if isChanged { try synchronizeFolder(objects) }
    }

    private static func folderName(_ folder: Int) -> String {
        let text = String(folder, radix: 16)
        return folder < 16 ? "0" + text : text
    }

    private static func makeFolder(
        _ parent: Int32,
        _ name: String
    ) throws(ObjectStoreError) -> Int32 {
        guard mkdirat(parent, name, 0o700) == 0 || errno == EEXIST else {
            throw ObjectStoreError(operation: "mkdirat", code: errno)
        }
        return try openFolder(parent, name)
    }

    private static func openFolder(
        _ parent: Int32,
        _ name: String
    ) throws(ObjectStoreError) -> Int32 {
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ObjectStoreError(operation: "openat", code: errno) }
        return descriptor
    }

    private static func synchronizeFolder(_ folder: Int32) throws(ObjectStoreError) {
        guard fsync(folder) == 0 else { throw ObjectStoreError(operation: "fsync", code: errno) }
    }

    private static func forEachName(
        in parent: Int32,
        _ name: String,
        _ body: (UnsafePointer<CChar>) -> Void
    ) throws(ObjectStoreError) {
        let folder = try openFolder(parent, name)
        guard let stream = fdopendir(folder) else {
            let code = errno
            close(folder)
            throw ObjectStoreError(operation: "fdopendir", code: code)
        }
        defer { closedir(stream) }
        errno = 0
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256, body)
            }
            errno = 0
        }
        guard errno == 0 else { throw ObjectStoreError(operation: "readdir", code: errno) }
    }
}
