internal import Logging
internal import NIOCore
internal import Objects

/// Sends stretches of several files one after the other, each opened when its turn comes.
///
/// Its lease keeps the files where they are, also when the object is replaced meanwhile.
final class SegmentedBodySender: ResponseSource {
    /// A stretch of a file.
    struct Piece {
        let file: FileID
        var rest: Range<UInt64>
    }

    /// As in `StoredBodySender`.
    private static let chunkBytes: UInt64 = 2 << 20

    private let connection: HTTPConnection
    private let store: DiskStore
    private let lease: BodyLease
    private let logger: Logger
    private var pieces: ArraySlice<Piece>
    private var handle: SendfileHandle?
    private var isWriting = false
    private var isClosed = false

    init(
        _ connection: HTTPConnection,
        store: DiskStore,
        pieces: [Piece],
        lease: BodyLease,
        logger: Logger
    ) {
        self.connection = connection
        self.store = store
        self.pieces = pieces[...]
        self.lease = lease
        self.logger = logger
    }

    /// The stretches that make up a range of a body, without empty ones.
    static func pieces(of list: SegmentList, in range: Range<UInt64>) -> [Piece] {
        guard !range.isEmpty else { return [] }
        var pieces: [Piece] = []
        var index = list.index(containing: range.lowerBound)
        while index < list.count, list.start(of: index) < range.upperBound {
            let start = list.start(of: index)
            let lower = max(range.lowerBound, start)
            let upper = min(range.upperBound, list.end(of: index))
            if lower < upper {
                pieces.append(
                    Piece(file: list.file(of: index), rest: lower - start..<upper - start)
                )
            }
            index += 1
        }
        return pieces
    }

    /// Begins; the head of the answer is written already.
    func start() {
        connection.source = self
        sendNext()
    }

    func connectionClosed() {
        isClosed = true
        if !isWriting { releaseHandle() }
    }

    private func sendNext() {
        while pieces.first?.rest.isEmpty == true {
            pieces.removeFirst()
            releaseHandle()
        }
        guard let piece = pieces.first else { return connection.finish() }
        do throws(ObjectStoreError) {
            try openIfNeeded(piece.file)
        } catch {
            logger.error("part of an object cannot be opened", metadata: ["error": "\(error)"])
            return connection.abort()
        }
        guard let handle else { return }
        let end = min(piece.rest.upperBound, piece.rest.lowerBound + Self.chunkBytes)
        let region = handle.region(Int(piece.rest.lowerBound)..<Int(end))
        pieces[pieces.startIndex].rest = end..<piece.rest.upperBound
        isWriting = true
        connection.write(.fileRegion(region)) { [self] sent in
            isWriting = false
            guard sent, !isClosed else { return releaseHandle() }
            sendNext()
        }
    }

    private func openIfNeeded(_ file: FileID) throws(ObjectStoreError) {
        guard handle == nil else { return }
        let open = OpenFile(owning: try store.open(file))
        handle = SendfileHandle(open.descriptor, owner: open)
    }

    private func releaseHandle() {
        handle?.release()
        handle = nil
    }
}
