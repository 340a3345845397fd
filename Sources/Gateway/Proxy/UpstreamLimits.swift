internal import NIOCore

/// The bounds of what the store behind a node can make it hold or wait for, each with its reason.
enum UpstreamLimits {
    /// Connections of one event loop, busy and idle; beyond them requests are told to slow down.
    ///
    /// As many as clients may have on a loop where there are two.
    static let connections = 6_000
    /// Connections of one event loop kept for later requests.
    static let idleConnections = 1_024
    /// A connection unused for so long is closed: shorter than the keep-alive times of common
    /// stores (nginx 75 s, RGW 65 s, MinIO 30 s), so that they are rarely the ones who close.
    static let idleSeconds: UInt64 = 20
    /// A request that must not be sent twice takes only a connection used so shortly before: one
    /// whose store is about to close it is older.
    static let freshSeconds: UInt64 = 1
    /// Longer than a lost SYN and its repetition take.
    static let connectTimeout = TimeAmount.milliseconds(1_500)
    /// Of TLS, once connected: some round trips, and a store that is busy.
    static let handshakeTimeout = TimeAmount.seconds(5)
    /// After a failed connect all requests are refused for so long, then one of them tries.
    static let downTime = TimeAmount.milliseconds(500)
    /// Interim heads (1xx) before one answer; 100 and perhaps 103 are what there is.
    static let interimHeads = 16
    /// Bytes read at once; a slow client holds back the store when so many wait for it.
    static let readBytes = 256 << 10
    /// A body piece up to this size is copied behind its head and leaves with it in one write.
    static let joinedBytes = 16 << 10
    /// Body bytes of a request that wait for a connection or a slow store; then the client waits.
    static let waitingBytes = 64 << 10
    /// The longest error document that is read for its code, its framing included.
    static let documentBytes = 16 << 10
}
