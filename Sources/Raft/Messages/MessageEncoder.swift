package import Wire

/// Messages as bytes: a version, a tag for the kind, then its fields in the order of the struct.
package enum MessageEncoder {
    /// The version of this encoding; a receiver refuses any other.
    package static let version: UInt8 = 1

    /// The bytes of one message; the transport frames them.
    package static func encode(_ message: Message) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 64)
        encode(message, into: &writer)
        return writer.bytes
    }

    /// Appends the bytes of one message.
    package static func encode(_ message: Message, into writer: inout WireWriter) {
        writer.uint8(version)
        writer.uint8(MessageTag(message).rawValue)
        writer.variable(message.term)
        switch message {
        case .voteRequest(let request):
            writer.uint8(request.ballot.rawValue)
            EntryCodec.encode(request.last, into: &writer)
        case .voteResponse(let response):
            writer.uint8(response.ballot.rawValue)
            writer.bool(response.isGranted)
        case .appendRequest(let request):
            encode(request, into: &writer)
        case .appendAccepted(let response):
            writer.variable(response.match)
            writer.variable(response.round)
        case .appendRejected(let response):
            writer.variable(response.previousIndex)
            EntryCodec.encode(response.hint, into: &writer)
        case .heartbeat(let heartbeat):
            writer.variable(heartbeat.commit)
            writer.variable(heartbeat.round)
        case .heartbeatResponse(let response):
            writer.variable(response.round)
        case .snapshotChunk(let chunk):
            EntryCodec.encode(chunk.identity, into: &writer)
            writer.variable(chunk.offset)
            writer.bool(chunk.isLast)
            writer.sized(chunk.bytes)
        case .snapshotReceived(let response):
            writer.uint64(response.token)
            writer.variable(response.nextOffset)
        case .readRequest(let request):
            writer.uint64(request.batch)
        case .readResponse(let response):
            writer.uint64(response.batch)
            writer.variable(response.index)
        case .staleTerm, .timeoutNow:
            break
        }
    }

    private static func encode(_ request: AppendRequest, into writer: inout WireWriter) {
        EntryCodec.encode(request.previous, into: &writer)
        writer.variable(request.commit)
        writer.variable(request.round)
        writer.variable(UInt64(request.entries.count))
        for entry in request.entries { EntryCodec.encode(entry, into: &writer) }
    }
}
