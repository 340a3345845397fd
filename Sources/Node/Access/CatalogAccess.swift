internal import Catalog
internal import Gateway
internal import Synchronization

/// The access keys as the gateway reads them.
final class CatalogAccess: AccessSource {
    private let log: any CatalogLookup
    private let secrets: SecretBox
    /// A revision in the upper bits, and whether there were keys then in the lowest: asked for each
    /// request of a node without keys, which must cost nothing.
    private let known = Atomic<UInt64>(.max)

    init(_ log: any CatalogLookup, secrets: SecretBox) {
        self.log = log
        self.secrets = secrets
    }

    func revision(of name: UnsafeRawBufferPointer) throws -> UInt64? {
        try log.accessKeyRevision(name)
    }

    func identity(_ name: UnsafeRawBufferPointer) throws -> AccessIdentity? {
        guard let entry = try log.accessKey(name) else { return nil }
        let secret = try secrets.open(entry.key.secret, for: .accessKey(entry.key.name))
        return AccessIdentity(entry, secret: Array(secret.utf8))
    }

    func hasKeys() throws -> Bool {
        let revision = log.appliedRevision
        let known = known.load(ordering: .relaxed)
        if known >> 1 == revision { return known & 1 == 1 }
        let hasKeys = try log.hasAccessKeys()
        self.known.store(revision << 1 | (hasKeys ? 1 : 0), ordering: .relaxed)
        return hasKeys
    }

    func isPublic(_ path: UnsafeRawBufferPointer) throws -> Bool {
        if try log.longestMatch(path)?.mapping.acl == .publicRead { return true }
        let end = path.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        return try log.bucket(UnsafeRawBufferPointer(rebasing: path[..<end]))?.acl == .publicRead
    }

    func mayAnybodyList(_ path: UnsafeRawBufferPointer) throws -> Bool {
        try log.mayAnybodyList(path)
    }
}
