internal import PeerProtocol
internal import Raft

extension ControlPlaneError {
    /// What a failed read means for its caller.
    init(_ failure: ReadFailure) {
        self =
            switch failure {
            case .noQuorum: .noQuorum
            case .storageStalled: .stalled
            case .overloaded: .overloaded
            }
    }
}

extension ConsensusStatus.Role {
    init(_ role: Role, isLearner: Bool) {
        self =
            switch role {
            case .leader: .leader
            case .probing, .candidate: .candidate
            case .follower: isLearner ? .learner : .follower
            }
    }
}
