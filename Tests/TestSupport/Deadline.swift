internal import Glibc

/// A moment on the monotonic clock by which something must have happened.
package struct Deadline: Sendable {
    /// Long enough for a loaded machine of two cores; a test that passes never waits for it.
    ///
    /// `HEADWATER_TEST_SECONDS` sets another, to learn sooner what fails while something is built.
    package static let standard = Duration.seconds(
        getenv("HEADWATER_TEST_SECONDS").flatMap { Int(String(cString: $0)) } ?? 60
    )

    private let nanoseconds: UInt64

    package init(_ span: Duration = standard) {
        let (seconds, attoseconds) = span.components
        let sum = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
        nanoseconds = Self.now() + UInt64(max(0, min(sum, 1e18)))
    }

    package var isPast: Bool { Self.now() >= nanoseconds }

    /// Whole milliseconds left, at least 0, rounded up: what poll(2) takes.
    package var millisecondsLeft: Int32 {
        let now = Self.now()
        guard now < nanoseconds else { return 0 }
        return Int32(clamping: (nanoseconds - now + 999_999) / 1_000_000)
    }

    /// CLOCK_MONOTONIC in nanoseconds.
    package static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
