/// Ordered tables of byte keys that the catalogue reads: a transaction of the storage, or memory.
///
/// Keys are ordered as bytes. What is lent to a closure is valid inside it only. An error is the
/// storage's own and passes through the catalogue untouched.
package protocol CatalogReading: ~Copyable {
    /// The value of exactly this key; nil when there is none, and then `body` is not called.
    func value<Result>(
        _ table: CatalogTable,
        _ key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result?

    /// The entry of the greatest key at or below `key`, which is not empty.
    func last<Result>(
        _ table: CatalogTable,
        atOrBelow key: UnsafeRawBufferPointer,
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result?

    /// The entries from the least key at or above `key` on, upwards, while `body` says true.
    ///
    /// An empty `key` begins with the first entry.
    func scan(
        _ table: CatalogTable,
        from key: UnsafeRawBufferPointer,
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Bool
    ) throws
}

extension CatalogReading where Self: ~Copyable {
    /// The value of a key as an array of its own.
    package func value(_ table: CatalogTable, _ key: [UInt8]) throws -> [UInt8]? {
        try key.withUnsafeBytes { try value(table, $0) { Array($0) } }
    }
}
