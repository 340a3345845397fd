/// What other threads ask of a fetch thread.
enum FetchCommand: Sendable {
    case start(FetchRequest, any FetchDelegate, FetchHandle)
    case cancel(UInt64)
    case resume(UInt64)
    case execute(@Sendable () -> Void)
    /// Run at a moment of `MonotonicClock`, in nanoseconds.
    case schedule(UInt64, @Sendable () -> Void)
}
