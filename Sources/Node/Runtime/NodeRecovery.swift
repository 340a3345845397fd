internal import Cluster
internal import Gateway
internal import Glibc
internal import LMDB
internal import Objects
internal import PeerProtocol

/// Recovery of a stopped node whose cluster lost its majority for good.
package enum NodeRecovery {
    /// - Parameter isReal: false to look only.
    /// - Throws: ``NodeFailure`` with the remedy.
    package static func run(folder: String, isReal: Bool) throws -> RecoveryReport {
        let path = folder + "/state.lmdb"
        guard access(path, F_OK) == 0 else {
            throw NodeFailure("--data \(folder): is not the data folder of a node")
        }
        do {
            let environment = try Environment(
                path: path,
                tables: ClusterNode.tableNames + DiskStore.tables
            )
            defer { environment.close() }
            let recovery = try ClusterRecovery(environment: environment)
            let clock = UInt64(clamping: GatewayClock.wallMilliseconds())
            let cluster = isReal ? try recovery.carryOut(clock: clock) : nil
            return RecoveryReport(
                name: recovery.name,
                formerCluster: recovery.former.description,
                cluster: cluster?.description,
                others: recovery.others,
                voters: recovery.voters,
                lastIndex: recovery.lastIndex,
                appliedIndex: recovery.appliedIndex
            )
        } catch let failure as ClusterFailure {
            throw NodeFailure("--data \(folder): \(failure)")
        } catch let error as LMDBError {
            throw NodeFailure("--data \(folder): \(error); is the node still running?")
        } catch let error as RaftStorageError {
            throw NodeFailure("--data \(folder): \(error)")
        }
    }
}
