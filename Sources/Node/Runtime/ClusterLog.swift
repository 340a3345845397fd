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
        case .leader(let name, let term):
            let leader = name ?? "none"
            logger.info("leader", metadata: ["name": "\(leader)", "term": "\(term)"])
        case .storage(let problem?):
            logger.error("the disk takes nothing", metadata: ["reason": "\(problem)"])
        case .storage(nil): logger.notice("the disk takes writes again")
        case .member(let change, let name):
            logger.info("member", metadata: ["name": "\(name)", "change": "\(change)"])
        case .handOverFailed(let outcome):
            logger.warning("leadership was not handed over", metadata: ["reason": "\(outcome)"])
        case .gossip(let text): logger.warning("gossip", metadata: ["news": "\(text)"])
        case .failed(let reason):
            logger.critical("consensus ended", metadata: ["reason": "\(reason)"])
        case .changing(let step):
            logger.info("cluster changes", metadata: ["step": "\(step)"])
        case .removed: logger.error("removed from the cluster")
        }
    }
}
