internal import Wire

/// The replicated state machine: mappings, buckets, the view, remembered results and the feed of
/// changes, all kept in tables that the caller lends.
///
/// It decides what a command does and nothing else: no clock, no randomness, no hash order. Two
/// nodes that apply the same entries hold the same bytes. The applied index is kept in the same
/// tables, so that one transaction holds an entry's effects and the fact that it took effect.
package enum CatalogMachine {
    /// Applies the entry after the last one; an empty entry, as a new leader logs it, does nothing.
    ///
    /// Throws what the tables throw, or a `CatalogError`; then the transaction must not be kept.
    @discardableResult
    package static func apply<Tables: CatalogTables & ~Copyable>(
        _ entry: [UInt8],
        index: UInt64,
        tables: borrowing Tables,
        limits: HistoryLimits = HistoryLimits()
    ) throws -> CommandResult {
        var progress = try CatalogProgress(from: tables)
        guard index == progress.applied + 1 else {
            throw CatalogError.outOfOrder(index: index, applied: progress.applied)
        }
        progress.applied = index
        if let version = entry.first, version > Command.version {
            throw CatalogError.newerCommand(version: version, index: index)
        }
        let result: CommandResult
        if entry.isEmpty {
            result = .applied(revision: index, changes: 0)
        } else if let command = decode(entry) {
            result = try apply(command, &progress, tables, limits)
        } else {
            result = .malformed
        }
        try progress.save(to: tables)
        return result
    }

    private static func decode(_ entry: [UInt8]) -> Command? {
        do {
            return try Command(decoding: entry)
        } catch {
            return nil
        }
    }

    private static func apply<Tables: CatalogTables & ~Copyable>(
        _ command: Command,
        _ progress: inout CatalogProgress,
        _ tables: borrowing Tables,
        _ limits: HistoryLimits
    ) throws -> CommandResult {
        guard let session = command.session else {
            return try carryOut(command, &progress, tables, limits)
        }
        let fingerprint = SessionTable.fingerprint(of: command)
        if let remembered = try SessionTable.result(of: session, fingerprint, tables) {
            return remembered
        }
        let result = try carryOut(command, &progress, tables, limits)
        try SessionTable.remember(
            result,
            of: session,
            fingerprint,
            &progress,
            tables,
            limits
        )
        return result
    }

    private static func carryOut<Tables: CatalogTables & ~Copyable>(
        _ command: Command,
        _ progress: inout CatalogProgress,
        _ tables: borrowing Tables,
        _ limits: HistoryLimits
    ) throws -> CommandResult {
        switch command.change {
        case .write(let operations):
            return try write(
                operations,
                command.proposedMilliseconds,
                &progress,
                tables,
                limits
            )
        case .view(let members):
            return try setView(members, progress, tables)
        case .member(let change):
            return try MemberTable.apply(change, progress.applied, tables)
        case .access(let operation):
            return try changeAccess(operation, command.proposedMilliseconds, progress, tables)
        case .restore(let rows):
            return try restore(rows, progress, tables)
        case .bucket(let change):
            return try BucketMachine.apply(
                change,
                command.proposedMilliseconds,
                progress,
                tables
            )
        }
    }

    private static func write<Tables: CatalogTables & ~Copyable>(
        _ operations: [MappingOperation],
        _ milliseconds: UInt64,
        _ progress: inout CatalogProgress,
        _ tables: borrowing Tables,
        _ limits: HistoryLimits
    ) throws -> CommandResult {
        let index = progress.applied
        // First every condition and then every write, so that a refusal leaves nothing behind.
        var effective: [MappingOperation] = []
        // Whether a key has a mapping after the operations so far. Only asked, never walked: the
        // order of a dictionary differs from node to node.
        var isPresent: [MappingKey: Bool] = [:]
        for (position, operation) in operations.enumerated() {
            let key = operation.key
            let current =
                if let isPresent = isPresent[key] {
                    isPresent ? index : nil
                } else {
                    try revision(of: key, tables)
                }
            guard operation.condition.holds(for: current) else {
                return .conditionFailed(position: position, current: current)
            }
            if operation.action != .delete || current != nil { effective.append(operation) }
            isPresent[key] = operation.action != .delete
        }
        for (position, operation) in effective.enumerated() {
            let key = operation.key
            switch operation.action {
            case .store(let mapping):
                let value = MappingEntry.value(revision: index, mapping: mapping.bytes)
                try tables.put(.mappings, key.bytes, value)
                try makeBucket(Array(key.bucket), index, milliseconds, tables)
            case .delete:
                try tables.delete(.mappings, key.bytes)
            }
            let change = MappingChange.value(
                of: operation,
                hasMore: position < effective.count - 1
            )
            let changeKey = MappingChange.key(revision: index, position: UInt32(position))
            try tables.put(.changes, changeKey, change)
            progress.changes += 1
            progress.changeBytes += UInt64(changeKey.count + change.count)
        }
        try forgetChanges(&progress, tables, limits)
        return .applied(revision: index, changes: effective.count)
    }

    private static func revision<Tables: CatalogTables & ~Copyable>(
        of key: MappingKey,
        _ tables: borrowing Tables
    ) throws -> UInt64? {
        try key.bytes.withUnsafeBytes { bytes in
            try tables.value(.mappings, bytes) { try MappingEntry.revision(of: $0) }
        }
    }

    private static func makeBucket<Tables: CatalogTables & ~Copyable>(
        _ name: [UInt8],
        _ index: UInt64,
        _ milliseconds: UInt64,
        _ tables: borrowing Tables
    ) throws {
        guard try tables.value(.buckets, name) == nil else { return }
        let entry = BucketEntry(
            name: String(decoding: name, as: UTF8.self),
            revision: index,
            createdMilliseconds: milliseconds
        )
        try tables.put(.buckets, name, entry.value)
    }

    private static func forgetChanges<Tables: CatalogTables & ~Copyable>(
        _ progress: inout CatalogProgress,
        _ tables: borrowing Tables,
        _ limits: HistoryLimits
    ) throws {
        guard
            progress.changes > limits.changes
                || progress.changeBytes > limits.changeBytes
        else { return }
        var oldest: [[UInt8]] = []
        var left = progress
        try tables.scan(.changes, from: UnsafeRawBufferPointer(start: nil, count: 0)) {
            guard
                left.changes > limits.changes
                    || left.changeBytes > limits.changeBytes
            else { return false }
            oldest.append(Array($0))
            left.changes -= 1
            left.changeBytes -= UInt64($0.count + $1.count)
            left.compacted = try MappingChange.revision(of: $0)
            return true
        }
        for key in oldest { try tables.delete(.changes, key) }
        progress = left
    }

    /// What is there already is newer than any backup.
    private static func restore<Tables: CatalogTables & ~Copyable>(
        _ rows: [RestoredRow],
        _ progress: CatalogProgress,
        _ tables: borrowing Tables
    ) throws -> CommandResult {
        var changes = 0
        for row in rows where try tables.value(row.table, row.key) == nil {
            try tables.put(row.table, row.key, row.value)
            changes += 1
        }
        return .applied(revision: progress.applied, changes: changes)
    }

    private static func setView<Tables: CatalogTables & ~Copyable>(
        _ members: [String],
        _ progress: CatalogProgress,
        _ tables: borrowing Tables
    ) throws -> CommandResult {
        let index = progress.applied
        var sorted: [String] = []
        // Bytes decide, as the order must be the same wherever the program was built.
        for name in members.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        where !name.isEmpty && sorted.last.map({ $0.utf8.elementsEqual(name.utf8) }) != true {
            sorted.append(name)
        }
        let current = try CatalogQuery.view(tables)
        guard !sorted.isEmpty,
            !sorted.elementsEqual(current.members, by: { $0.utf8.elementsEqual($1.utf8) })
        else {
            return .applied(revision: index, changes: 0)
        }
        let next = ClusterView(number: current.number + 1, members: sorted)
        try tables.put(.state, ClusterView.key, next.encoded)
        return .applied(revision: index, changes: 1)
    }
}
