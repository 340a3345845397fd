import Determinism

/// All members this node keeps a record of, itself among them.
///
/// A slot stays with its member until the member is forgotten. What rarely changes is kept apart
/// from what a suspicion changes: copies of a table, as a simulation makes thousands of, then share
/// most of their storage.
struct MemberTable: Sendable {
    /// What is believed of the member of a slot; an empty slot has no state.
    struct Condition: Sendable, Hashable {
        var incarnation: UInt64
        var since: Instant
        var state: MemberState?
    }

    /// What the member of a slot is.
    struct Identity: Sendable, Hashable {
        var name: MemberName
        var address: Address
        var metadataVersion: UInt64
        var metadata: [UInt8]
    }

    private(set) var identities: [Identity] = []
    private(set) var conditions: [Condition] = []
    private var slotsByName: [MemberName: Int32] = [:]
    private var free: [Int32] = []
    /// Members alive or suspect, this node among them.
    private(set) var presentCount = 0

    var count: Int { conditions.count - free.count }

    func slot(of name: MemberName) -> Int32? { slotsByName[name] }

    func identity(_ slot: Int32) -> Identity { identities[Int(slot)] }

    func name(_ slot: Int32) -> MemberName { identities[Int(slot)].name }

    func address(_ slot: Int32) -> Address { identities[Int(slot)].address }

    func incarnation(_ slot: Int32) -> UInt64 { conditions[Int(slot)].incarnation }

    func since(_ slot: Int32) -> Instant { conditions[Int(slot)].since }

    /// Precondition: the slot is in use.
    func state(_ slot: Int32) -> MemberState {
        guard let state = conditions[Int(slot)].state else {
            preconditionFailure("slot \(slot) of \(conditions.count) is empty")
        }
        return state
    }

    func announcement(_ slot: Int32) -> Announcement {
        let identity = identities[Int(slot)]
        return Announcement(
            name: identity.name,
            address: identity.address,
            incarnation: conditions[Int(slot)].incarnation,
            metadataVersion: identity.metadataVersion,
            metadata: identity.metadata
        )
    }

    /// The slots in use, in the order of their numbers.
    var slots: [Int32] {
        conditions.indices.filter { conditions[$0].state != nil }.map { Int32($0) }
    }

    mutating func insert(_ announcement: Announcement, _ state: MemberState, at now: Instant)
        -> Int32
    {
        let identity = Identity(
            name: announcement.name,
            address: announcement.address,
            metadataVersion: announcement.metadataVersion,
            metadata: announcement.metadata
        )
        let condition = Condition(
            incarnation: announcement.incarnation,
            since: now,
            state: state
        )
        let slot = free.popLast() ?? Int32(conditions.count)
        if Int(slot) == conditions.count {
            identities.append(identity)
            conditions.append(condition)
        } else {
            identities[Int(slot)] = identity
            conditions[Int(slot)] = condition
        }
        slotsByName[announcement.name] = slot
        if state.isPresent { presentCount += 1 }
        return slot
    }

    mutating func setState(_ slot: Int32, _ state: MemberState, at now: Instant) {
        let before = self.state(slot)
        guard before != state else { return }
        if before.isPresent, !state.isPresent { presentCount -= 1 }
        if !before.isPresent, state.isPresent { presentCount += 1 }
        conditions[Int(slot)].state = state
        conditions[Int(slot)].since = now
    }

    mutating func setIncarnation(_ slot: Int32, _ incarnation: UInt64) {
        conditions[Int(slot)].incarnation = incarnation
    }

    mutating func setAddress(_ slot: Int32, _ address: Address) {
        identities[Int(slot)].address = address
    }

    mutating func setMetadata(_ slot: Int32, version: UInt64, _ bytes: [UInt8]) {
        identities[Int(slot)].metadataVersion = version
        identities[Int(slot)].metadata = bytes
    }

    mutating func remove(_ slot: Int32) {
        if state(slot).isPresent { presentCount -= 1 }
        slotsByName[identities[Int(slot)].name] = nil
        conditions[Int(slot)].state = nil
        identities[Int(slot)].metadata = []
        free.append(slot)
    }
}
