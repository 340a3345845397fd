package import Wire

/// Why the catalogue cannot go on: none of these is a user's mistake.
package enum CatalogError: Error, Sendable, Equatable {
    /// An entry was handed over twice or one is missing.
    case outOfOrder(index: UInt64, applied: UInt64)
    /// A newer version wrote this entry: to skip it would part this node from the others.
    case newerCommand(version: UInt8, index: UInt64)
    /// A stored value is not what this program wrote.
    case corrupted(CatalogTable, WireError)
}
