package import Catalog

/// Reads of the access keys.
extension LogOfOne {
    package var appliedRevision: UInt64 { signal.revision }

    package func accessKeyRevision(_ name: UnsafeRawBufferPointer) throws -> UInt64? {
        try read { try CatalogQuery.accessKeyRevision(name, $0) }
    }

    package func accessKey(_ name: UnsafeRawBufferPointer) throws -> AccessKeyEntry? {
        try read { try CatalogQuery.accessKey(name, $0) }
    }

    package func accessKeys(after: String?, limit: Int) throws -> [AccessKeyEntry] {
        try read { try CatalogQuery.accessKeys(after: after, limit: limit, $0) }
    }

    package func hasAccessKeys() throws -> Bool {
        try read { try CatalogQuery.hasAccessKeys($0) }
    }
}
