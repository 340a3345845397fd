import Raft

/// The adversary: what can go wrong, or be asked for, at any moment.
enum Nemesis {
    enum Act: CaseIterable, Sendable {
        case crash
        case crashLeader
        case crashAll
        case split
        case isolateLeader
        case cutOneWay
        case heal
        case disturbNetwork
        case disconnect
        case slowDisk
        case stallDisk
        case failDisk
        case jumpClock
        case jumpAllClocks
        case deposeLeader
        case addLearner
        case promote
        case demoteOrRemove
        case transfer
    }
}
