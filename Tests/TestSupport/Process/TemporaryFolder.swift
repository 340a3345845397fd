internal import Glibc
internal import Synchronization

/// A folder of its own for a test, removed with everything in it when its owner is gone or, at the
/// latest, when the tests end.
package final class TemporaryFolder: Sendable {
    package let path: String

    private static let all = Mutex<Set<String>>([])
    private static let sweepsAtExit: Bool = {
        atexit {
            for path in TemporaryFolder.all.withLock({ $0 }) { TemporaryFolder.remove(path) }
        }
        return true
    }()

    /// `TMPDIR`, or the system's folder for such things.
    package static var parent: String {
        getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    }

    /// Below ``parent``.
    ///
    /// - Parameter prefix: how its name begins.
    package init(prefix: String = "headwater-test-") throws {
        let parent = Self.parent
        var template = Array((parent + "/" + prefix + "XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TestSupportError("no temporary folder in \(parent): errno \(errno)")
        }
        let made = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        path = made
        Self.all.withLock { _ = $0.insert(made) }
        _ = Self.sweepsAtExit
    }

    deinit {
        Self.remove(path)
        _ = Self.all.withLock { $0.remove(path) }
    }

    /// Removes a folder of a process that is no more, and first takes off what is mounted there.
    package static func removeMounted(_ path: String) {
        _ = umount2(path, Int32(MNT_DETACH))
        remove(path)
    }

    private static func remove(_ path: String) {
        if let stream = opendir(path) {
            while let entry = readdir(stream) {
                let name = TextFile.name(of: entry)
                guard name != ".", name != ".." else { continue }
                let inner = path + "/" + name
                // A link is removed, never followed.
                if entry.pointee.d_type == UInt8(DT_DIR) { remove(inner) } else { unlink(inner) }
            }
            closedir(stream)
        }
        rmdir(path)
    }
}
