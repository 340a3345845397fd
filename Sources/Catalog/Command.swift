package import Wire

/// What a log entry asks of the catalogue.
package struct Command: Sendable, Hashable {
    /// What the command does; a further kind is a new tag of the encoding.
    package enum Change: Sendable, Hashable {
        /// One write, or up to 1,000 that take effect together or not at all.
        case write([MappingOperation])
        /// The members by whom misses are routed; names in any order.
        case view(members: [String])
        /// Who belongs to the cluster.
        case member(MemberChange)
        /// A change of the access keys.
        case access(AccessOperation)
        /// What a backup held beside mappings.
        case restore([RestoredRow])
        /// A bucket made, changed or removed.
        case bucket(BucketChange)
    }

    package var change: Change
    /// The idempotency key: a command with a key that was seen answers what the first one did.
    package var session: String?
    /// The proposer's clock in milliseconds since 1970: state never depends on a node's own.
    package var proposedMilliseconds: UInt64

    package init(_ change: Change, session: String? = nil, proposedMilliseconds: UInt64) {
        self.change = change
        self.session = session
        self.proposedMilliseconds = proposedMilliseconds
    }

    /// The newest encoding this program writes and reads.
    static let version: UInt8 = 1

    /// The bytes of the log entry.
    package var encoded: [UInt8] {
        var writer = WireWriter(reservingCapacity: 128)
        writer.uint8(Self.version)
        writer.optional(session) { $0.text($1) }
        writer.variable(proposedMilliseconds)
        switch change {
        case .write(let operations):
            writer.uint8(1)
            writer.variable(UInt64(operations.count))
            for operation in operations { operation.encode(into: &writer) }
        case .view(let members):
            writer.uint8(2)
            writer.variable(UInt64(members.count))
            for member in members { writer.text(member) }
        case .member(let change):
            writer.uint8(3)
            change.encode(into: &writer)
        case .access(let operation):
            writer.uint8(5)
            operation.encode(into: &writer)
        case .restore(let rows):
            writer.uint8(6)
            writer.variable(UInt64(rows.count))
            for row in rows { row.encode(into: &writer) }
        case .bucket(let change):
            writer.uint8(4)
            change.encode(into: &writer)
        }
        return writer.bytes
    }

    package init(decoding bytes: [UInt8]) throws(WireError) {
        guard bytes.count <= CatalogLimits.commandBytes else {
            throw .tooLong(length: UInt64(bytes.count), limit: CatalogLimits.commandBytes)
        }
        var reader = WireReader(bytes)
        let version = try reader.uint8()
        guard version == Self.version else {
            throw .invalid(field: "command version", value: UInt64(version))
        }
        session = try reader.optional { reader throws(WireError) in
            try reader.text(limit: CatalogLimits.sessionKeyBytes)
        }
        guard session != "" else { throw .invalid(field: "session", value: 0) }
        proposedMilliseconds = try reader.variable()
        switch try reader.uint8() {
        case 1:
            let count = try reader.count(limit: CatalogLimits.batchLines)
            guard count > 0 else { throw .invalid(field: "operations", value: 0) }
            var operations: [MappingOperation] = []
            for _ in 0..<count { operations.append(try MappingOperation(decoding: &reader)) }
            change = .write(operations)
        case 2:
            var members: [String] = []
            for _ in 0..<(try reader.count(limit: CatalogLimits.members)) {
                members.append(try reader.text(limit: CatalogLimits.memberNameBytes))
            }
            change = .view(members: members)
        case 3: change = .member(try MemberChange(decoding: &reader))
        case 5: change = .access(try AccessOperation(decoding: &reader))
        case 6:
            var rows: [RestoredRow] = []
            for _ in 0..<(try reader.count(limit: CatalogLimits.batchLines)) {
                rows.append(try RestoredRow(decoding: &reader))
            }
            change = .restore(rows)
        case 4: change = .bucket(try BucketChange(decoding: &reader))
        case let other: throw .invalid(field: "command", value: UInt64(other))
        }
        try reader.finish()
    }

    /// Checks what another node wants logged, mappings included.
    ///
    /// - Throws: `WireError` for what this program would not have proposed itself.
    package static func validate(_ bytes: [UInt8]) throws(WireError) {
        // Without bytes it only asks for a commit.
        guard !bytes.isEmpty else { return }
        guard case .write(let operations) = try Command(decoding: bytes).change else { return }
        for operation in operations {
            if case .store(let mapping) = operation.action { _ = try mapping.decoded() }
        }
    }
}
