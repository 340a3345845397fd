internal import Glibc
internal import TestSupport

/// What a run builds outside of its process, and what a run that was killed leaves behind.
///
/// Folders with what is mounted on them, a bridge, network namespaces: the names of all begin with
/// the number of their process.
package enum Leftovers {
    private static let folderPrefix = "headwater-world-"
    private static let networkPrefix = "hwc"

    /// The name of a temporary folder of this process begins so.
    static var ownFolderPrefix: String { "\(folderPrefix)\(getpid())-" }

    /// The name of the bridge of this process, with which those of its namespaces begin.
    static var ownNetwork: String { "\(networkPrefix)\(getpid())" }

    /// Removes what runs left behind that are no more.
    package static func sweep() {
        sweep { kill($0, 0) != 0 && errno == ESRCH }
    }

    /// Removes what this run built, for a process that is about to end.
    package static func removeOwn() {
        sweep { $0 == getpid() }
    }

    private static func sweep(where isMeant: (pid_t) -> Bool) {
        for folder in TextFile.names(in: TemporaryFolder.parent) {
            guard let process = number(folder, after: folderPrefix), isMeant(process) else {
                continue
            }
            TemporaryFolder.removeMounted(TemporaryFolder.parent + "/" + folder)
        }
        var bridges: Set<pid_t> = []
        for space in TextFile.names(in: "/run/netns") {
            guard let process = number(space, after: networkPrefix), isMeant(process) else {
                continue
            }
            run(["netns", "del", space])
            bridges.insert(process)
        }
        for link in TextFile.names(in: "/sys/class/net") {
            guard let process = number(link, after: networkPrefix), isMeant(process),
                link == "\(networkPrefix)\(process)",
                // One in use belongs to a run whose process and namespaces this one cannot see.
                TextFile.names(in: "/sys/class/net/\(link)/brif").isEmpty
            else { continue }
            bridges.insert(process)
        }
        for process in bridges { run(["link", "del", "\(networkPrefix)\(process)"]) }
    }

    /// The number that follows a prefix.
    private static func number(_ name: String, after prefix: String) -> pid_t? {
        guard name.hasPrefix(prefix) else { return nil }
        return pid_t(name.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber })
    }

    private static func run(_ words: [String]) {
        var arguments = (["/usr/sbin/ip"] + words).map { strdup($0) } + [nil]
        defer { for text in arguments { free(text) } }
        var process: pid_t = 0
        guard posix_spawn(&process, "/usr/sbin/ip", nil, nil, &arguments, environ) == 0 else {
            return
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    }
}
