/// What a run is told.
package struct ChaosSettings: Sendable {
    /// The binary of the nodes.
    package var binary: String
    /// Where every fault and every choice of a client comes from.
    package var seed: UInt64
    /// How long faults and load go on, in seconds.
    package var seconds: Int
    package var nodes = 5
    package var mode = ChaosMode.mixed
    package var writers = 10
    package var readers = 5
    /// Readers of objects of a mapped bucket.
    package var objectReaders = 3
    /// Writers of objects, where there is a store.
    package var objectWriters = 3
    /// The timing of the nodes: local, lan or wan.
    package var profile = "local"
    package var logLevel = "info"
    /// Writes must go on so soon after a leader's death, in milliseconds; 0 only tells.
    package var outageLimitMilliseconds = 2_000
    /// The most GETs of one object that the origin may see beside those that harm excuses; 0 only
    /// tells.
    package var originGetLimit = 1
    /// Attempts that one operation may need while nodes are restarted one after another; 0 only
    /// tells.
    package var attemptLimit = 2
    /// The size of each node's disk where disks are filled, in MiB.
    package var diskMegabytes = 256
    /// A network namespace for each node instead of relays on loopback; needs the rights of root.
    package var usesNamespaces = false
    /// Where logs and history of a run that failed stay; nil removes them.
    package var folder: String?
    /// Whether they stay in any case.
    package var keepsFolder = false

    package init(binary: String, seed: UInt64, seconds: Int) {
        self.binary = binary
        self.seed = seed
        self.seconds = seconds
    }

    /// The command that repeats the run.
    package var command: String {
        "chaos --seed \(seed) --seconds \(seconds) --mode \(mode.rawValue) --nodes \(nodes)"
            + " --writers \(writers) --readers \(readers) --object-readers \(objectReaders)"
            + " --object-writers \(objectWriters)"
            + " --profile \(profile) --origin-gets \(originGetLimit)"
            + (usesNamespaces ? " --namespaces" : "")
    }
}
