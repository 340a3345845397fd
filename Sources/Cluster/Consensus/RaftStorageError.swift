package import PeerProtocol
package import Raft
package import Wire

/// Why what a disk holds cannot be gone on with.
package enum RaftStorageError: Error, Sendable, Equatable {
    /// No identity: the node was neither founded nor joined.
    case notInitialized
    /// The disk belongs to another node or cluster.
    case otherIdentity(NodeIdentity)
    /// A stored record is not what this program wrote.
    case corrupted(record: String, WireError)
    /// An entry between base and end is missing.
    case entryMissing(LogIndex)
    /// The catalogue is not as far as the log says.
    case appliedDiffers(log: LogIndex, catalogue: LogIndex)
}
