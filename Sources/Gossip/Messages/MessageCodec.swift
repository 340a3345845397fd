import Wire

/// The fields of messages as bytes, shared by datagrams, frames and what is saved.
package enum MessageCodec {
    /// The version of this encoding; a receiver refuses any other.
    package static let version: UInt8 = 1

    static func readVersion(_ reader: inout WireReader) throws(WireError) {
        let version = try reader.uint8()
        guard version == self.version else {
            throw .invalid(field: "version", value: UInt64(version))
        }
    }

    static func write(_ message: Message, into writer: inout WireWriter) {
        writer.uint8(MessageTag(message).rawValue)
        switch message {
        case .ping(let ping):
            writer.uint32(ping.sequence)
            writer.text(ping.target.text)
            writer.text(ping.source.text)
        case .pingRequest(let request):
            writer.uint32(request.sequence)
            writer.text(request.target.text)
            write(request.targetAddress, into: &writer)
        case .acknowledgement(let answer):
            writer.uint32(answer.sequence)
            write(answer.address, into: &writer)
        case .negativeAcknowledgement(let answer):
            writer.uint32(answer.sequence)
        case .alive(let announcement):
            write(announcement, into: &writer)
        case .suspect(let accusation), .dead(let accusation):
            writer.text(accusation.name.text)
            writer.variable(accusation.incarnation)
            writer.text(accusation.accuser.text)
        case .left(let departure):
            writer.text(departure.name.text)
            writer.variable(departure.incarnation)
        case .conflict(let conflict):
            write(conflict, into: &writer)
        }
    }

    static func readMessage(_ reader: inout WireReader) throws(WireError) -> Message {
        let byte = try reader.uint8()
        guard let tag = MessageTag(rawValue: byte) else {
            throw .invalid(field: "message", value: UInt64(byte))
        }
        switch tag {
        case .ping:
            let sequence = try reader.uint32()
            let target = try readName(&reader)
            return .ping(
                Ping(sequence: sequence, target: target, source: try readName(&reader))
            )
        case .pingRequest:
            let sequence = try reader.uint32()
            let target = try readName(&reader)
            let address = try readAddress(&reader)
            return .pingRequest(
                PingRequest(sequence: sequence, target: target, targetAddress: address)
            )
        case .acknowledgement:
            let sequence = try reader.uint32()
            let address = try readAddress(&reader)
            return .acknowledgement(Acknowledgement(sequence: sequence, address: address))
        case .negativeAcknowledgement:
            return .negativeAcknowledgement(
                NegativeAcknowledgement(sequence: try reader.uint32())
            )
        case .alive: return .alive(try readAnnouncement(&reader))
        case .suspect: return .suspect(try readAccusation(&reader))
        case .dead: return .dead(try readAccusation(&reader))
        case .left:
            let name = try readName(&reader)
            return .left(Departure(name: name, incarnation: try readIncarnation(&reader)))
        case .conflict: return .conflict(try readConflict(&reader))
        }
    }

    static func write(_ announcement: Announcement, into writer: inout WireWriter) {
        writer.text(announcement.name.text)
        write(announcement.address, into: &writer)
        writer.variable(announcement.incarnation)
        writer.variable(announcement.metadataVersion)
        writer.sized(announcement.metadata)
    }

    static func readAnnouncement(_ reader: inout WireReader) throws(WireError) -> Announcement {
        let name = try readName(&reader)
        let address = try readAddress(&reader)
        let incarnation = try readIncarnation(&reader)
        let version = try readIncarnation(&reader)
        let metadata = try reader.sized(limit: Limits.metadataBytes)
        return Announcement(
            name: name,
            address: address,
            incarnation: incarnation,
            metadataVersion: version,
            metadata: metadata
        )
    }

    private static func readAccusation(
        _ reader: inout WireReader
    ) throws(WireError) -> Accusation {
        let name = try readName(&reader)
        let incarnation = try readIncarnation(&reader)
        let accuser = try readName(&reader)
        return Accusation(name: name, incarnation: incarnation, accuser: accuser)
    }

    static func write(_ conflict: NameConflict, into writer: inout WireWriter) {
        writer.text(conflict.name.text)
        write(conflict.incumbent, into: &writer)
        write(conflict.newcomer, into: &writer)
        writer.variable(conflict.incarnation)
    }

    static func readConflict(_ reader: inout WireReader) throws(WireError) -> NameConflict {
        let name = try readName(&reader)
        let incumbent = try readAddress(&reader)
        let newcomer = try readAddress(&reader)
        return NameConflict(
            name: name,
            incumbent: incumbent,
            newcomer: newcomer,
            incarnation: try readIncarnation(&reader)
        )
    }

    static func readName(_ reader: inout WireReader) throws(WireError) -> MemberName {
        let text = try reader.text(limit: Limits.nameBytes)
        guard let name = MemberName(text) else {
            throw .invalid(field: "name", value: UInt64(text.utf8.count))
        }
        return name
    }

    static func write(_ address: Address, into writer: inout WireWriter) {
        writer.sized(address.bytes)
        writer.uint16(address.port)
    }

    static func readAddress(_ reader: inout WireReader) throws(WireError) -> Address {
        let bytes = try reader.sized(limit: 16)
        guard let address = Address(bytes: bytes, port: try reader.uint16()) else {
            throw .invalid(field: "address", value: UInt64(bytes.count))
        }
        return address
    }

    /// A number that only its owner raises, an incarnation or a metadata version; refused when so
    /// large that the owner could not raise it any more.
    static func readIncarnation(_ reader: inout WireReader) throws(WireError) -> UInt64 {
        let value = try reader.variable()
        guard value <= Limits.incarnation else {
            throw .invalid(field: "incarnation", value: value)
        }
        return value
    }
}
