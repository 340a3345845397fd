internal import Glibc

/// The clock all deadlines of this module are read on.
enum MonotonicClock {
    /// Nanoseconds since an arbitrary origin.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The moment a span from `start`, saturating at both ends.
    static func moment(_ span: Duration, after start: UInt64) -> UInt64 {
        let (seconds, attoseconds) = span.components
        guard seconds >= 0, attoseconds >= 0 else { return start }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = overflow ? UInt64.max : whole
        let (sum, sumOverflow) = start.addingReportingOverflow(nanoseconds)
        guard !sumOverflow else { return .max }
        let (end, endOverflow) = sum.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        return endOverflow ? .max : end
    }

    /// A span in whole milliseconds as libcurl takes it: at least 1, for 0 means its default.
    static func milliseconds(_ span: Duration) -> Int {
        let nanoseconds = moment(span, after: 0)
        return Int(max(1, min(nanoseconds / 1_000_000, 2_000_000_000)))
    }
}
