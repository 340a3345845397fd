internal import Wire

/// The members by name, and the numbers they have.
enum MemberTable {
    /// The last number given; in the state table, as it outlives every member.
    private static let numberKey: [UInt8] = Array("nodes".utf8)
    /// The revision of the last change of any member.
    static let revisionKey: [UInt8] = Array("members".utf8)

    static func apply<Tables: CatalogTables & ~Copyable>(
        _ change: MemberChange,
        _ index: UInt64,
        _ tables: borrowing Tables
    ) throws -> CommandResult {
        let changes: Int
        switch change {
        case .enrol(let card, let node):
            let enrolled = try enrol(card, node, tables)
            if case .refused(let refusal) = enrolled { return .memberRefused(refusal) }
            changes = enrolled == .changed ? 1 : 0
        case .leave(let name):
            guard var member = try member(name, tables) else { return .memberRefused(.unknown) }
            guard try all(tables).contains(where: { $0.name != name && !$0.isLeaving }) else {
                return .memberRefused(.last)
            }
            changes = member.isLeaving ? 0 : 1
            member.isLeaving = true
            try put(member, tables)
        case .forget(let name, let node):
            let member = try member(name, tables)
            let isMeant = member?.node == node && member?.isLeaving == true
            if isMeant { try tables.delete(.members, Array(name.utf8)) }
            changes = isMeant ? 1 : 0
        case .keepOnly(let name):
            let others = try all(tables).map(\.name).filter { $0 != name }
            for other in others { try tables.delete(.members, Array(other.utf8)) }
            changes = others.count
        }
        if changes > 0 { try putNumber(index, as: revisionKey, tables) }
        return .applied(revision: index, changes: changes)
    }

    private enum Enrolment: Equatable {
        case changed, unchanged
        case refused(MemberRefusal)
    }

    private static func enrol<Tables: CatalogTables & ~Copyable>(
        _ card: MemberCard,
        _ node: UInt64?,
        _ tables: borrowing Tables
    ) throws -> Enrolment {
        if var known = try member(card.name, tables) {
            guard known.card.token == card.token else { return .refused(.nameTaken) }
            guard node == nil || node == known.node else { return .refused(.removed) }
            guard known.card != card else { return .unchanged }
            known.card = card
            try put(known, tables)
            return .changed
        }
        // A number is given once: whoever had one and is not known has been removed.
        guard node == nil else { return .refused(.removed) }
        guard try all(tables).count < CatalogLimits.enrolledMembers else { return .refused(.full) }
        let number = try number(numberKey, tables) + 1
        try putNumber(number, as: numberKey, tables)
        try put(Member(node: number, card: card), tables)
        return .changed
    }

    static func member<Tables: CatalogReading & ~Copyable>(
        _ name: String,
        _ tables: borrowing Tables
    ) throws -> Member? {
        guard !name.isEmpty else { return nil }
        guard let bytes = try tables.value(.members, Array(name.utf8)) else { return nil }
        return try decode(bytes)
    }

    /// All members in the order of their names' bytes.
    static func all<Tables: CatalogReading & ~Copyable>(
        _ tables: borrowing Tables
    ) throws -> [Member] {
        var members: [Member] = []
        try tables.scan(.members, from: UnsafeRawBufferPointer(start: nil, count: 0)) {
            members.append(try decode(Array($1)))
            return true
        }
        return members
    }

    static func number<Tables: CatalogReading & ~Copyable>(
        _ key: [UInt8],
        _ tables: borrowing Tables
    ) throws -> UInt64 {
        guard let bytes = try tables.value(.state, key) else { return 0 }
        do {
            var reader = WireReader(bytes)
            let number = try reader.uint64()
            try reader.finish()
            return number
        } catch {
            throw CatalogError.corrupted(.state, error)
        }
    }

    private static func putNumber<Tables: CatalogTables & ~Copyable>(
        _ number: UInt64,
        as key: [UInt8],
        _ tables: borrowing Tables
    ) throws {
        var writer = WireWriter(reservingCapacity: 8)
        writer.uint64(number)
        try tables.put(.state, key, writer.bytes)
    }

    private static func put<Tables: CatalogTables & ~Copyable>(
        _ member: Member,
        _ tables: borrowing Tables
    ) throws {
        var writer = WireWriter()
        member.encode(into: &writer)
        try tables.put(.members, Array(member.name.utf8), writer.bytes)
    }

    private static func decode(_ bytes: [UInt8]) throws -> Member {
        do {
            var reader = WireReader(bytes)
            let member = try Member(decoding: &reader)
            try reader.finish()
            return member
        } catch {
            throw CatalogError.corrupted(.members, error)
        }
    }
}
