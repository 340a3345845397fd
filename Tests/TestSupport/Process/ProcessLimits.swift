internal import Glibc

/// The limits of this process, which its children inherit.
package enum ProcessLimits {
    private static let raised: Bool = {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 65536)
        return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    }()

    /// Raises the soft limit of open files to 65,536 or the hard limit: 1,000 readers need both ends.
    package static func raiseOpenFiles() {
        _ = raised
    }
}
