internal import Catalog
internal import Cluster
internal import Hashing
internal import JSON
internal import PeerProtocol

/// Lines of a backup, written into the catalogue block by block.
///
/// The client has checked the whole backup before it sends the first line; each block is checked
/// here once more. Mappings are written over what there is, everything else only where there is
/// nothing.
struct RestoreCall {
    let plane: any ControlPlane
    let request: AdminRequest

    /// A block's line: 64 KiB and its last entry, in base64, with room.
    private static let lineBytes = 1 << 20

    func run() async throws -> AdminResponse {
        var splitter = LineSplitter(limit: Self.lineBytes)
        var revision: UInt64 = 0
        var changes = 0
        func restore(_ lines: [[UInt8]]) async throws {
            for line in lines {
                for change in try Self.changes(line, splitter.lineNumber) {
                    let result = try await plane.propose(change, session: nil)
                    guard case .applied(let index, let count) = result else {
                        throw AdminError(500, "RestoreFailed", "the catalogue answered \(result)")
                    }
                    revision = index
                    changes += count
                }
            }
        }
        switch request.body {
        case .bytes(let bytes): try await restore(try splitter.lines(in: bytes))
        case .pieces(let next):
            while let piece = try await next() { try await restore(try splitter.lines(in: piece)) }
        }
        if let line = splitter.finish() { try await restore([line]) }
        return .json(["changes": .count(changes), "revision": .count(revision)])
    }

    private static func changes(
        _ line: [UInt8],
        _ number: Int
    ) throws(AdminError) -> [Command.Change] {
        do {
            var limits = JSONLimits()
            limits.bytes = lineBytes
            let value = try JSONReader.read(line, limits: limits)
            if let text = value["block"]?.text, let block = Base64.decode(text) {
                return try BackupBlock.changes(in: block)
            }
        } catch {
            throw AdminError(400, "InvalidBackup", "the block of line \(number) is damaged")
        }
        throw AdminError(400, "InvalidBackup", "line \(number) is no block of a backup")
    }
}
