import Glibc

/// A file system of its own in memory, small enough to be filled; needs the right to mount.
package final class SmallDisk: Sendable {
    private let folder: TemporaryFolder

    /// Where it is mounted.
    package var path: String { folder.path }

    /// Whether this process may mount: elsewhere the tests that need it are skipped by name.
    package static var isPossible: Bool {
        do {
            _ = try SmallDisk(megabytes: 1)
            return true
        } catch {
            return false
        }
    }

    /// - Parameter prefix: how the name of its folder begins.
    package init(megabytes: Int, prefix: String = "headwater-test-") throws {
        folder = try TemporaryFolder(prefix: prefix)
        guard mount("none", folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw TestSupportError("tmpfs at \(folder.path): errno \(errno)")
        }
    }

    deinit {
        _ = umount2(folder.path, Int32(MNT_DETACH))
    }
}
