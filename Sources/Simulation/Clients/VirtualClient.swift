/// A client that makes one request at a time and repeats it until it is answered.
struct VirtualClient: Sendable {
    struct Current: Sendable {
        var kind: ClientRequest.Kind
        /// The operation in the key's history.
        var slot: Int
        var sendings = 0

        var key: Int {
            switch kind {
            case .read(let key): key
            case .write(let command): command.key
            }
        }
    }

    var session: UInt64
    var sequence: UInt64 = 0
    var current: Current?
    /// The last request sent.
    var number: UInt64 = 0
    /// Where it believes the leader to be.
    var target: Int?
    /// Recognises the alarm in force.
    var alarm: UInt64 = 0
    /// Keys still to be read in the liveness phase.
    var finalReads: [Int]?
}
