internal import Hashing
internal import NIOPosix
internal import Objects
internal import Synchronization

/// The digests of a fill's bytes.
///
/// Bytes in memory are hashed as they come. Bytes in the spool are read back and hashed by a thread
/// of a pool, a little behind the fetch: MD5 takes longer than a fast network, and where the origin
/// names no digest no reader has to wait for it.
final class FillHasher: Sendable {
    /// The values; nil where the spool could not be read back.
    typealias Values = (md5: [UInt8], sha256: [UInt8]?)

    private struct State: ~Copyable {
        var md5: Digest? = Digest(.md5)
        var sha256: Digest?
        /// Bytes hashed, from the first one on.
        var hashed: UInt64 = 0
        /// Bytes that are in the spool to be hashed.
        var target: UInt64 = 0
        var file: TemporaryFile?
        var isRunning = false
        var hasFailed = false
        var completion: (@Sendable (Values?) -> Void)?
    }

    private static let pieceBytes = 256 << 10
    /// 64 MiB: a tenth of a second.
    private static let piecesPerTurn = 256

    private let pool: NIOThreadPool
    private let state = Mutex(State())

    init(pool: NIOThreadPool) {
        self.pool = pool
    }

    /// The origin named a SHA-256 to compare with; before the first byte.
    func addSHA256() {
        state.withLock { $0.sha256 = Digest(.sha256) }
    }

    /// Hashes bytes at once.
    func update(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { state in
            state.md5?.update(bytes)
            state.sha256?.update(bytes)
            state.hashed += UInt64(bytes.count)
            state.target = state.hashed
        }
    }

    /// The spool has this many bytes by now.
    func advance(_ file: TemporaryFile, to count: UInt64) {
        let mustStart = state.withLock { state in
            state.file = file
            state.target = count
            // A trip to another thread is worth a few pieces, or one at the end.
            let isWorthIt = count - state.hashed >= UInt64(4 * Self.pieceBytes)
            guard !state.isRunning, isWorthIt else { return false }
            state.isRunning = true
            return true
        }
        if mustStart { run() }
    }

    /// Bytes hashed so far: what lies behind may be forgotten.
    var hashedBytes: UInt64 { state.withLock { $0.hashed } }

    /// Calls back once with the values over all bytes, on any thread, perhaps at once.
    func finish(_ completion: @escaping @Sendable (Values?) -> Void) {
        let mustStart = state.withLock { state in
            state.completion = completion
            guard !state.isRunning else { return false }
            state.isRunning = true
            return true
        }
        guard mustStart else { return }
        let isBehind = state.withLock { $0.hashed < $0.target }
        if isBehind { run() } else { work() }
    }

    private func run() {
        pool.submit { [self] itemState in
            guard itemState == .active else {
                state.withLock { $0.hasFailed = true }
                return work()
            }
            work()
        }
    }

    /// Hashes piece by piece until nothing is left, and ends or waits for more; after a turn's worth
    /// it lets other fills have the thread.
    private func work() {
        withUnsafeTemporaryAllocation(byteCount: Self.pieceBytes, alignment: 16) { buffer in
            var pieces = 0
            while pieces < Self.piecesPerTurn, hashNext(buffer) { pieces += 1 }
        }
        let end: End = state.withLock { state in
            if state.hashed < state.target, !state.hasFailed { return .another }
            state.isRunning = false
            guard let completion = state.completion.take() else { return .idle }
            guard !state.hasFailed, let md5 = state.md5.take() else {
                return .complete(completion, nil)
            }
            return .complete(completion, (md5.finish(), state.sha256.take()?.finish()))
        }
        switch end {
        case .another: run()
        case .idle: break
        case .complete(let completion, let values): completion(values)
        }
    }

    /// How a turn ends.
    private enum End {
        case another
        case idle
        case complete(@Sendable (Values?) -> Void, Values?)
    }

    private func hashNext(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let (file, offset, count) = state.withLock { state in
            (state.file, state.hashed, Int(min(state.target - state.hashed, UInt64(buffer.count))))
        }
        guard let file, count > 0 else { return false }
        let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        do throws(ObjectStoreError) {
            guard try file.read(into: piece, at: offset) == count else { throw .gone }
        } catch {
            state.withLock { $0.hasFailed = true }
            return false
        }
        state.withLock { state in
            state.md5?.update(UnsafeRawBufferPointer(piece))
            state.sha256?.update(UnsafeRawBufferPointer(piece))
            state.hashed += UInt64(count)
        }
        return true
    }
}
