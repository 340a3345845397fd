internal import Wire

/// How far the log is applied, and the counters that bound the tables; one record, written by each
/// command.
struct CatalogProgress: Equatable {
    /// The index of the last applied entry, and the revision of the state.
    var applied: UInt64 = 0
    /// Changes of this revision and before are gone, all or in part.
    var compacted: UInt64 = 0
    var changes: UInt64 = 0
    var changeBytes: UInt64 = 0
    var sessions: UInt64 = 0

    static let key: [UInt8] = Array("progress".utf8)

    init() {}

    init<Tables: CatalogReading & ~Copyable>(from tables: borrowing Tables) throws {
        self.init()
        guard let bytes = try tables.value(.state, Self.key) else { return }
        do {
            var reader = WireReader(bytes)
            applied = try reader.variable()
            compacted = try reader.variable()
            changes = try reader.variable()
            changeBytes = try reader.variable()
            sessions = try reader.variable()
            try reader.finish()
        } catch {
            throw CatalogError.corrupted(.state, error)
        }
    }

    func save<Tables: CatalogTables & ~Copyable>(to tables: borrowing Tables) throws {
        var writer = WireWriter(reservingCapacity: 40)
        writer.variable(applied)
        writer.variable(compacted)
        writer.variable(changes)
        writer.variable(changeBytes)
        writer.variable(sessions)
        try tables.put(.state, Self.key, writer.bytes)
    }
}
