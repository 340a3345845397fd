/// What the sweep of a start found.
package struct SweepReport: Sendable, Equatable {
    /// Files of the spool, all of which were removed.
    package var spoolFilesRemoved = 0
    /// Bodies without a record, which were removed.
    package var orphansRemoved = 0
    /// Bodies that have their record.
    package var bodiesKept = 0
    /// The first failure, which ended the sweep; what it left is swept at the next start.
    package var failure: ObjectStoreError?

    package init() {}
}
