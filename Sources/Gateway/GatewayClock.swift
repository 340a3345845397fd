internal import Glibc

/// The time of day, for what people and clients read; never for deadlines.
package enum GatewayClock {
    /// Milliseconds since 1970.
    package static func wallMilliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }
}
