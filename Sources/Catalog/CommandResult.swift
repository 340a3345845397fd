package import Wire

/// What became of a command: the same on every node and for every retry with the same session.
package enum CommandResult: Sendable, Hashable {
    /// It took effect at this revision; no changes means that all was so already.
    case applied(revision: UInt64, changes: Int)
    /// Nothing was written: the operation at this position asked for another revision.
    case conditionFailed(position: Int, current: UInt64?)
    /// Nothing was written: the idempotency key was used for a different command.
    case sessionReused
    /// Nothing was written: the bytes are no command.
    case malformed
    /// Nothing was written: the members cannot be changed so.
    case memberRefused(MemberRefusal)

    /// Appends the result as it is remembered and sent between nodes.
    package func encode(into writer: inout WireWriter) {
        switch self {
        case .applied(let revision, let changes):
            writer.uint8(1)
            writer.variable(revision)
            writer.variable(UInt64(changes))
        case .conditionFailed(let position, let current):
            writer.uint8(2)
            writer.variable(UInt64(position))
            writer.optional(current) { $0.variable($1) }
        case .sessionReused: writer.uint8(3)
        case .malformed: writer.uint8(4)
        case .memberRefused(let refusal):
            writer.uint8(5)
            writer.uint8(refusal.rawValue)
        }
    }

    /// - Throws: `WireError` for anything that `encode` does not write.
    package init(decoding reader: inout WireReader) throws(WireError) {
        switch try reader.uint8() {
        case 1:
            let revision = try reader.variable()
            self = .applied(revision: revision, changes: Int(clamping: try reader.variable()))
        case 2:
            let position = Int(clamping: try reader.variable())
            let current = try reader.optional { reader throws(WireError) in try reader.variable() }
            self = .conditionFailed(position: position, current: current)
        case 3: self = .sessionReused
        case 4: self = .malformed
        case 5:
            let number = try reader.uint8()
            guard let refusal = MemberRefusal(rawValue: number) else {
                throw .invalid(field: "member refusal", value: UInt64(number))
            }
            self = .memberRefused(refusal)
        case let other: throw .invalid(field: "result", value: UInt64(other))
        }
    }
}
