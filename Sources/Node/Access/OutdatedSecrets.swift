internal import Catalog
package import Cluster

/// How many stored secrets are lost with a key that is on its way out.
package struct OutdatedSecrets: Sendable, Equatable {
    /// Mappings that are looked at: under a second of a thread, and more than have credentials in
    /// any catalogue but the largest.
    package static let mappingLimit = 200_000
    private static let page = 1_000

    /// Access keys whose secret is sealed with another key than the first of the ring.
    package private(set) var accessKeys = 0
    /// Mappings of which this is true of the origin's credentials.
    package private(set) var mappings = 0
    /// False when there are more mappings than were looked at.
    package private(set) var isWhole = true

    /// Looks through this node's copy; takes long, so never on an event loop.
    package init(
        in catalog: any ControlPlane,
        _ secrets: SecretBox,
        mappingLimit: Int = Self.mappingLimit
    ) throws {
        var last: String?
        while true {
            let entries = try catalog.accessKeys(after: last, limit: Self.page)
            accessKeys += entries.count { secrets.isOutdated($0.key.secret) }
            last = entries.last?.key.name
            if entries.count < Self.page { break }
        }
        var seen = 0
        var after: [UInt8]?
        while true {
            let limit = min(Self.page, mappingLimit - seen)
            let entries = try catalog.mappings(prefix: [], after: after, limit: limit)
            seen += entries.entries.count
            mappings += entries.entries.count { entry in
                entry.mapping.credentials.map { secrets.isOutdated($0.secretKey) } ?? false
            }
            guard let next = entries.next else { break }
            if seen >= mappingLimit {
                isWhole = false
                break
            }
            after = next.bytes
        }
    }
}
