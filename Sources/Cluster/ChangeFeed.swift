package import Catalog

/// The feed of changes from a revision on, as a sequence that ends only when the control plane does,
/// the task is cancelled, or the history asked for is forgotten.
///
/// It holds no queue: each step reads the stored feed after the last revision it gave and waits when
/// there is nothing. So history and live changes need no joining, and a slow reader costs nothing.
package struct ChangeFeed: AsyncSequence, Sendable {
    /// A piece has at least one change, or is `compacted` and the last.
    package typealias Element = ChangePage

    let plane: any ControlPlane
    let prefix: [UInt8]
    let revision: UInt64

    /// Changes read in one go, which bounds the memory of a feed.
    static let pageSize = 256

    package func makeAsyncIterator() -> Iterator {
        Iterator(plane: plane, prefix: prefix, revision: revision)
    }

    /// The place of one reader in the feed: the revision it was given last.
    package struct Iterator: AsyncIteratorProtocol {
        let plane: any ControlPlane
        let prefix: [UInt8]
        var revision: UInt64
        var hasEnded = false

        package mutating func next() async throws -> ChangePage? {
            while !hasEnded, !Task.isCancelled {
                let page = try plane.changes(
                    after: revision,
                    prefix: prefix,
                    limit: ChangeFeed.pageSize
                )
                switch page {
                case .compacted:
                    hasEnded = true
                    return page
                case .changes(let changes, let through):
                    let hasMoved = through > revision
                    revision = through
                    if !changes.isEmpty { return page }
                    if hasMoved { continue }
                }
                guard await plane.waitForRevision(above: revision) else { return nil }
            }
            return nil
        }
    }
}
