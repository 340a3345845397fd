package import Catalog

/// Reads of the access keys.
extension ConsensusLoop {
    /// One load.
    package var appliedRevision: UInt64 { shared.signal.revision }

    /// A read of eight bytes.
    package func accessKeyRevision(_ name: UnsafeRawBufferPointer) throws -> UInt64? {
        try shared.storage.read { try CatalogQuery.accessKeyRevision(name, $0) }
    }

    /// Decoded anew by each call.
    package func accessKey(_ name: UnsafeRawBufferPointer) throws -> AccessKeyEntry? {
        try shared.storage.read { try CatalogQuery.accessKey(name, $0) }
    }

    /// In one read of the storage.
    package func accessKeys(after: String?, limit: Int) throws -> [AccessKeyEntry] {
        try shared.storage.read { try CatalogQuery.accessKeys(after: after, limit: limit, $0) }
    }

    /// A look at the first entry.
    package func hasAccessKeys() throws -> Bool {
        try shared.storage.read { try CatalogQuery.hasAccessKeys($0) }
    }
}
