internal import Cluster
internal import Logging

/// What happens to the cluster, in the node's log.
enum ClusterLog {
    static func write(_ event: ClusterEvent, to logger: Logger) {
        switch event {
        case .joinDelayed(let seed, let reason):
            logger.warning("not joined yet", metadata: ["seed": "\(seed)", "reason": "\(reason)"])
        case .joined(let cluster, let node):
            logger.info("part of cluster", metadata: ["cluster": "\(cluster)", "node": "\(node)"])
        case .changing(let step):
            logger.info("cluster changes", metadata: ["step": "\(step)"])
        case .removed: logger.error("removed from the cluster")
        }
    }
}
