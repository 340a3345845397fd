internal import LMDB

/// Removes the bodies that a crash left without a record, one folder at a time, in the background.
///
/// It must not take a file whose commit is under way. Such a file is in `pending` from before it
/// gets its name until its record is durable (or it is removed). So a file that the sweep saw in
/// its folder and that is not pending afterwards has its fate decided, and a view of the index
/// taken after *that* shows it. The order (list, pending, index) is what makes it safe.
struct OrphanSweep: Sendable {
    let environment: Environment
    let index: ObjectIndex
    let files: BodyFiles
    let pending: Monitor<Set<FileID>>

    /// Sweeps all folders, one job each, so that commits come in between.
    func run(
        folder: Int = 0,
        on threads: FileThreads,
        _ report: SweepReport,
        _ swept: @escaping @Sendable (SweepReport) -> Void
    ) {
        guard folder < BodyFiles.folderCount, report.failure == nil else {
            swept(report)
            return
        }
        // Weak, for the job lies in these threads' own queue.
        threads.addBackground { [weak threads] in
            var report = report
            do {
                try sweep(folder: folder, into: &report)
            } catch {
                report.failure = ObjectStoreError(error)
            }
            guard let threads else { return }
            run(folder: folder + 1, on: threads, report, swept)
        }
    }

    /// Sweeps one folder and adds what it found to the report.
    private func sweep(folder: Int, into report: inout SweepReport) throws {
        for id in try files.bodies(inFolder: folder) {
            if pending.withLock({ $0.contains(id) }) { continue }
            if try environment.read({ try index.names(id, in: $0) }) {
                report.bodiesKept += 1
            } else {
                files.remove(id)
                report.orphansRemoved += 1
            }
        }
    }
}
