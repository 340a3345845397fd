/// Access keys, in a table of their own: name → revision, time and key.
extension CatalogMachine {
    static func changeAccess<Tables: CatalogTables & ~Copyable>(
        _ operation: AccessOperation,
        _ milliseconds: UInt64,
        _ progress: CatalogProgress,
        _ tables: borrowing Tables
    ) throws -> CommandResult {
        let index = progress.applied
        switch operation {
        case .create(let key):
            let name = Array(key.name.utf8)
            if let current = try name.withUnsafeBytes({
                try CatalogQuery.accessKeyRevision($0, tables)
            }) {
                return .conditionFailed(position: 0, current: current)
            }
            let value = AccessKeyEntry.value(
                key,
                revision: index,
                createdMilliseconds: milliseconds
            )
            try tables.put(.access, name, value)
            return .applied(revision: index, changes: 1)
        case .delete(let name):
            let existed =
                try name.isEmpty ? false : tables.delete(.access, Array(name.utf8))
            return .applied(revision: index, changes: existed ? 1 : 0)
        }
    }
}
