internal import Catalog
internal import LMDB
internal import Synchronization

/// The catalogue's tables twice: one set is in use, and a snapshot is received into the other.
///
/// Which is in use is also known without a look into the storage. A read loads that number before
/// and after its view of the storage begins: equal numbers mean that the view is neither older
/// than the switch nor newer than the emptying of the set, which is a later transaction.
final class TableSets: Sendable {
    /// The names of all tables of both sets.
    static let names = (0...1).flatMap { set in CatalogTable.allCases.map { name($0, set) } }

    private let sets: [[Table]]
    private let generation: Atomic<Int>

    init(_ environment: Environment, current: Int) {
        sets = (0...1).map { set in
            CatalogTable.allCases.map { environment.table(Self.name($0, set)) }
        }
        generation = Atomic(current)
    }

    subscript(_ set: Int) -> [Table] { sets[set] }

    /// Called when the switch is durable, before the other set is emptied.
    func use(_ set: Int) {
        guard generation.load(ordering: .sequentiallyConsistent) & 1 != set else { return }
        generation.add(1, ordering: .sequentiallyConsistent)
    }

    /// Lends the catalogue as of the last commit.
    func read<Result>(
        in environment: Environment,
        _ body: (borrowing LMDBReading) throws -> Result
    ) throws -> Result {
        while true {
            let before = generation.load(ordering: .sequentiallyConsistent)
            let result: Result? = try environment.read { transaction in
                guard generation.load(ordering: .sequentiallyConsistent) == before else {
                    return nil
                }
                return try body(LMDBReading(transaction, sets[before & 1]))
            }
            if let result { return result }
        }
    }

    private static func name(_ table: CatalogTable, _ set: Int) -> String {
        set == 0 ? table.name : table.name + ".second"
    }
}
