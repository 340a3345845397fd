/// Tables that the catalogue also writes, all of one transaction: it is kept as a whole or not.
package protocol CatalogTables: CatalogReading, ~Copyable {
    /// Writes the value of a key over any that it had.
    func put(_ table: CatalogTable, _ key: [UInt8], _ value: [UInt8]) throws

    /// Whether there was such a key.
    @discardableResult
    func delete(_ table: CatalogTable, _ key: [UInt8]) throws -> Bool
}
