internal import Glibc
internal import HTTP1
package import NIOCore

/// What one event loop keeps for all of its connections; touched only there.
package final class LoopContext {
    package let loop: any EventLoop
    package let emptyBuffer = ByteBuffer()
    private let limits: HTTPServerLimits
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private var requestNumber: UInt64
    private var isDraining = false
    private var scratch = ByteBuffer()
    private var dateText: [UInt8] = []
    private var dateSecond: Int64 = -1
    /// Monotonic seconds, refreshed by the sweep; coarse time for deadlines.
    package private(set) var second: UInt64

    package init(loop: any EventLoop, limits: HTTPServerLimits) {
        self.loop = loop
        self.limits = limits
        second = NIODeadline.now().uptimeNanoseconds / 1_000_000_000
        requestNumber = UInt64.random(in: .min ... .max)
    }

    package var connectionCount: Int { connections.count }

    /// An empty buffer for one answer; the storage of an earlier answer when that has left.
    package func takeScratch(_ capacity: Int) -> ByteBuffer {
        var buffer = scratch
        scratch = emptyBuffer
        buffer.clear(minimumCapacity: max(capacity, 8 << 10))
        return buffer
    }

    /// Keeps the storage of an answer for the next one.
    func recycle(_ buffer: ByteBuffer) {
        if buffer.storageCapacity <= 64 << 10 { scratch = buffer }
    }

    /// A number for `x-amz-request-id`; starts at random, so that restarts do not repeat it.
    package func nextRequestNumber() -> UInt64 {
        requestNumber &+= 1
        return requestNumber
    }

    /// The current `Date` value (RFC 9110 section 6.6.1).
    ///
    /// Exact to the second, for a `Last-Modified` of this moment must not be later.
    package func withDate<Result>(_ body: ([UInt8]) -> Result) -> Result {
        refreshDate()
        return body(dateText)
    }

    func add(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = connection
        if isDraining { connection.drain() }
    }

    func remove(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
    }

    /// Once a second: the clock, and an end to connections that are too slow.
    package func sweep() {
        second = NIODeadline.now().uptimeNanoseconds / 1_000_000_000
        let late = connections.values.filter { $0.deadlineSecond < second }
        for connection in late { connection.deadlinePassed() }
    }

    /// From now on each connection closes after the answer it is giving.
    package func drain() {
        isDraining = true
        for connection in Array(connections.values) { connection.drain() }
    }

    private func refreshDate() {
        let now = Int64(time(nil))
        guard now != dateSecond else { return }
        dateSecond = now
        dateText = HTTPDate.bytes(secondsSince1970: now)
    }
}
