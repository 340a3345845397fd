package import HTTP1

/// The bounds of what a client may take of a listener: memory, time and connections.
package struct HTTPServerLimits: Sendable {
    /// Bounds of a request's head.
    package var head = HeadLimits()
    /// Connections of one listener.
    ///
    /// A node is planned for 10,000; the rest is headroom for connections that are being closed.
    package var connections = 12_000
    /// From a connection's first byte of a head to its last: a person's slowest link manages, a
    /// slow-head attack does not hold a connection for long.
    package var headSeconds: UInt64 = 20
    /// Without a request, a connection is kept so long: a little more than the 60 s that load
    /// balancers keep theirs, so that the balancer is the one who closes.
    package var idleSeconds: UInt64 = 75
    /// Without a byte of a body that is due.
    package var bodySeconds: UInt64 = 60
    /// For one chunk of an answer (at most 2 MiB) to leave: slower than 7 KiB/s is given up.
    package var writeSeconds: UInt64 = 300
    /// Body bytes read and thrown away after an early answer, so that the client reads that
    /// answer before it sees the connection close.
    package var discardBytes: UInt64 = 1 << 20

    /// Answers to pipelined requests that wait to be sent together.
    static let answersOfBurst = 64

    package init() {}
}
