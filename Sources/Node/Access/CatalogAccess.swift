internal import Catalog
internal import Gateway

/// The access keys as the gateway reads them.
final class CatalogAccess: AccessSource {
    private let log: any CatalogLookup
    private let secrets: SecretBox

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
        try log.hasAccessKeys()
    }

    func isPublic(_ path: UnsafeRawBufferPointer) throws -> Bool {
        try log.longestMatch(path)?.mapping.acl == .publicRead
    }
}
