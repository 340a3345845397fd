internal import Hashing
internal import NIOCore
internal import Objects
internal import S3
internal import Synchronization

/// The bytes of one upload on their way to the store: digests, and a file where they are many.
///
/// Used by one thread at a time: the event loop while the body is small, then a pool's threads one
/// after the other. The lock carries the state from one to the next.
final class UploadWriter: Sendable {
    private struct State: ~Copyable {
        var memory: [UInt8] = []
        var temporary: TemporaryFile?
        var length: UInt64 = 0
        var md5: Digest? = Digest(.md5)
        var sha256: Digest?
        var sha1: Digest?
        var checksum: Checksum?
    }

    private let store: DiskStore
    private let inlineBytes: Int
    private let state: Mutex<State>

    init(store: DiskStore, shape: UploadShape, fields: UploadFields?) {
        self.store = store
        inlineBytes = shape.memoryBytes
        var state = State()
        let claimed = fields?.checksum?.algorithm ?? fields?.trailingChecksum
        if case .digest = fields?.payload { state.sha256 = Digest(.sha256) }
        for algorithm in [claimed, shape.algorithm] {
            switch algorithm {
            case .sha256: state.sha256 = Digest(.sha256)
            case .sha1: state.sha1 = Digest(.sha1)
            // Not two of these: a claim by another algorithm than the shape's is refused before.
            case .crc32, .crc32c, .crc64nvme:
                state.checksum = algorithm.flatMap(Checksum.Algorithm.init).map(Checksum.init)
            case nil: break
            }
        }
        self.state = Mutex(state)
    }

    /// Whether more bytes can be taken without touching a file.
    func fitsMemory(_ count: Int) -> Bool {
        state.withLock { $0.temporary == nil && $0.memory.count + count <= inlineBytes }
    }

    /// Takes the next bytes; may wait for the disk when they do not fit the memory.
    func append(_ bytes: ByteBuffer) throws(ObjectStoreError) {
        try state.withLock { state throws(ObjectStoreError) in
            try bytes.withUnsafeReadableBytes { raw throws(ObjectStoreError) in
                try Self.append(raw, &state, store, inlineBytes)
            }
        }
    }

    private static func append(
        _ bytes: UnsafeRawBufferPointer,
        _ state: inout State,
        _ store: DiskStore,
        _ inlineBytes: Int
    ) throws(ObjectStoreError) {
        if state.temporary == nil, state.memory.count + bytes.count <= inlineBytes {
            state.memory.append(contentsOf: bytes)
        } else {
            if state.temporary == nil { try spill(&state, to: store.makeTemporary()) }
            try state.temporary?.write(bytes, at: state.length)
        }
        state.length += UInt64(bytes.count)
        state.md5?.update(bytes)
        state.sha256?.update(bytes)
        state.sha1?.update(bytes)
        state.checksum?.update(bytes)
    }

    private static func spill(
        _ state: inout State,
        to file: TemporaryFile
    ) throws(ObjectStoreError) {
        state.temporary = file
        let held = state.memory
        state.memory = []
        try held.withUnsafeBufferPointer { held throws(ObjectStoreError) in
            try file.write(UnsafeRawBufferPointer(held), at: 0)
        }
    }

    /// What came, and whether it is what the client said; once.
    func finish() -> UploadResult {
        state.withLock { state in
            guard let md5 = state.md5.take() else {
                preconditionFailure("an upload was finished twice")
            }
            let body: ObjectBody =
                state.temporary.take().map { .file($0) } ?? .inline(state.memory)
            return UploadResult(
                body: body,
                length: state.length,
                md5: md5.finish(),
                sha256: state.sha256.take()?.finish(),
                sha1: state.sha1.take()?.finish(),
                checksum: state.checksum?.value
            )
        }
    }

    func discard() {
        state.withLock { state in
            state.temporary.take()?.discard()
            state.memory = []
        }
    }
}
