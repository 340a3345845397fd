/// How much of the applied log is kept, for members that will join or lag.
package struct LogLimits: Sendable {
    /// Entries behind the last applied one.
    package var tailEntries: UInt64 = 4_096
    /// The bytes of those entries: one large batch must not keep a thousand others of its size.
    package var tailBytes: UInt64 = 64 << 20

    package init() {}
}
