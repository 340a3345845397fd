internal import Wire

/// Remembered results by idempotency key: bounded in number and in age, oldest out first.
enum SessionTable {
    /// FNV-1a over what a command asks, to tell a retry from another use of its key.
    ///
    /// The proposer's time is left out, and sealed secrets: a retry is proposed and sealed anew. Not for adversaries: whoever
    /// finds a collision only fools their own retries.
    static func fingerprint(of command: Command) -> UInt64 {
        let bytes = Command(command.change.withoutSealing, proposedMilliseconds: 0).encoded
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash
    }

    /// What the command with this key answered before, or nil when it is new.
    static func result<Tables: CatalogTables & ~Copyable>(
        of session: String,
        _ fingerprint: UInt64,
        _ tables: borrowing Tables
    ) throws -> CommandResult? {
        guard let bytes = try tables.value(.sessions, Array(session.utf8)) else { return nil }
        do {
            var reader = WireReader(bytes)
            _ = try reader.uint64()
            guard try reader.uint64() == fingerprint else { return .sessionReused }
            let result = try CommandResult(decoding: &reader)
            try reader.finish()
            return result
        } catch {
            throw CatalogError.corrupted(.sessions, error)
        }
    }

    static func remember<Tables: CatalogTables & ~Copyable>(
        _ result: CommandResult,
        of session: String,
        _ fingerprint: UInt64,
        _ progress: inout CatalogProgress,
        _ tables: borrowing Tables,
        _ limits: HistoryLimits
    ) throws {
        var value = WireWriter()
        value.uint64(progress.applied)
        value.uint64(fingerprint)
        result.encode(into: &value)
        try tables.put(.sessions, Array(session.utf8), value.bytes)
        var order = WireWriter(reservingCapacity: 8)
        order.uint64(progress.applied)
        try tables.put(.sessionOrder, order.bytes, Array(session.utf8))
        progress.sessions += 1
        try evict(&progress, tables, limits)
    }

    private static func evict<Tables: CatalogTables & ~Copyable>(
        _ progress: inout CatalogProgress,
        _ tables: borrowing Tables,
        _ limits: HistoryLimits
    ) throws {
        var oldest: [(index: [UInt8], session: [UInt8])] = []
        let kept = progress
        try tables.scan(.sessionOrder, from: UnsafeRawBufferPointer(start: nil, count: 0)) {
            guard $0.count == 8 else { throw CatalogError.corrupted(.sessionOrder, .truncated) }
            let index = UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))
            let isOld = kept.applied - index >= limits.sessionEntries
            let isTooMany = kept.sessions - UInt64(oldest.count) > limits.sessions
            guard isOld || isTooMany, oldest.count < CatalogLimits.sessionEvictions else {
                return false
            }
            oldest.append((Array($0), Array($1)))
            return true
        }
        for entry in oldest {
            try tables.delete(.sessionOrder, entry.index)
            try tables.delete(.sessions, entry.session)
        }
        progress.sessions -= UInt64(oldest.count)
    }
}
