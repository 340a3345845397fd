import Glibc

/// The process's limit of open files.
enum DescriptorLimit {
    /// Raises the soft limit to the hard one: shells keep the soft one low for programs that use
    /// `select`, and a node has a descriptor for every connection and every fill.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            limit.rlim_cur < limit.rlim_max
        else { return }
        limit.rlim_cur = limit.rlim_max
        // Refused, the node serves fewer connections and says so when they run out.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
