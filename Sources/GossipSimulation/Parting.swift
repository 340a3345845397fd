import Gossip

/// Two halves of a cluster, apart and together again.
extension GossipWorld {
    /// Cuts the network between the first members and all others.
    package func part(first count: Int) {
        isPartitioned = true
        tally.partitions += 1
        partitionChangedAt = now
        for index in processes.indices { processes[index].side = index < count ? 0 : 1 }
    }

    /// Ends the cut.
    package func rejoin() { heal() }

    /// How many members each running one has on record, itself and the gone ones included.
    package var recordCounts: [Int] {
        processes.filter(\.isRunning).map { $0.node?.members.count ?? 0 }
    }

    /// How many members each running one holds for present, itself included.
    package var presentCounts: [Int] {
        processes.filter(\.isRunning).map { $0.node?.presentCount ?? 0 }
    }
}
