package import Wire

/// Bytes of a peer back into a message, or an error: never a trap, and never more memory than the
/// limits allow.
package struct MessageDecoder: Sendable {
    private let limits: Limits

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The one message that the bytes are.
    ///
    /// - Throws: `WireError` also for bytes left over.
    package func decode(_ bytes: [UInt8]) throws(WireError) -> Message {
        var reader = WireReader(bytes)
        let message = try decode(&reader)
        try reader.finish()
        return message
    }

    /// The message at the front of what the reader holds.
    package func decode(_ reader: inout WireReader) throws(WireError) -> Message {
        let version = try reader.uint8()
        guard version == MessageEncoder.version else {
            throw .invalid(field: "message version", value: UInt64(version))
        }
        let number = try reader.uint8()
        guard let tag = MessageTag(rawValue: number) else {
            throw .invalid(field: "message kind", value: UInt64(number))
        }
        let term = try EntryCodec.decodeNumber(&reader)
        switch tag {
        case .voteRequest:
            let ballot = try ballot(&reader)
            let last = try EntryCodec.decodePosition(&reader)
            return .voteRequest(VoteRequest(term: term, ballot: ballot, last: last))
        case .voteResponse:
            let ballot = try ballot(&reader)
            let isGranted = try reader.bool()
            return .voteResponse(VoteResponse(term: term, ballot: ballot, isGranted: isGranted))
        case .staleTerm: return .staleTerm(StaleTerm(term: term))
        case .timeoutNow: return .timeoutNow(TimeoutNow(term: term))
        case .snapshotChunk: return .snapshotChunk(try snapshotChunk(&reader, term: term))
        case .snapshotReceived:
            let token = try reader.uint64()
            let next = try EntryCodec.decodeNumber(&reader)
            return .snapshotReceived(SnapshotReceived(term: term, token: token, nextOffset: next))
        case .readRequest:
            return .readRequest(ReadRequest(term: term, batch: try reader.uint64()))
        case .readResponse:
            let batch = try reader.uint64()
            let index = try EntryCodec.decodeNumber(&reader)
            return .readResponse(ReadResponse(term: term, batch: batch, index: index))
        case .appendRequest, .appendAccepted, .appendRejected, .heartbeat, .heartbeatResponse:
            return try replication(tag, &reader, term: term)
        }
    }

    private func replication(
        _ tag: MessageTag,
        _ reader: inout WireReader,
        term: Term
    ) throws(WireError) -> Message {
        switch tag {
        case .appendRequest:
            return .appendRequest(try appendRequest(&reader, term: term))
        case .appendAccepted:
            let match = try EntryCodec.decodeNumber(&reader)
            let round = try EntryCodec.decodeNumber(&reader)
            return .appendAccepted(AppendAccepted(term: term, match: match, round: round))
        case .appendRejected:
            let previous = try EntryCodec.decodeNumber(&reader)
            let hint = try EntryCodec.decodePosition(&reader)
            return .appendRejected(
                AppendRejected(term: term, previousIndex: previous, hint: hint)
            )
        case .heartbeat:
            let commit = try EntryCodec.decodeNumber(&reader)
            let round = try EntryCodec.decodeNumber(&reader)
            return .heartbeat(Heartbeat(term: term, commit: commit, round: round))
        default:
            let round = try EntryCodec.decodeNumber(&reader)
            return .heartbeatResponse(HeartbeatResponse(term: term, round: round))
        }
    }

    private func appendRequest(
        _ reader: inout WireReader,
        term: Term
    ) throws(WireError) -> AppendRequest {
        let previous = try EntryCodec.decodePosition(&reader)
        let commit = try EntryCodec.decodeNumber(&reader)
        let round = try EntryCodec.decodeNumber(&reader)
        let count = try reader.count(limit: limits.appendEntries)
        var entries: [Entry] = []
        // An entry takes at least three bytes, so memory stays in proportion to what was received.
        guard count <= reader.remaining / 3 else { throw .truncated }
        entries.reserveCapacity(count)
        for _ in 0..<count {
            entries.append(try EntryCodec.decodeEntry(&reader, limits: limits))
        }
        return AppendRequest(
            term: term,
            previous: previous,
            commit: commit,
            round: round,
            entries: entries
        )
    }

    private func snapshotChunk(
        _ reader: inout WireReader,
        term: Term
    ) throws(WireError) -> SnapshotChunk {
        let identity = try EntryCodec.decodeIdentity(&reader, limits: limits)
        let offset = try EntryCodec.decodeNumber(&reader)
        let isLast = try reader.bool()
        let bytes = try reader.sized(limit: limits.snapshotChunkBytes)
        return SnapshotChunk(
            term: term,
            identity: identity,
            offset: offset,
            isLast: isLast,
            bytes: bytes
        )
    }

    private func ballot(_ reader: inout WireReader) throws(WireError) -> Ballot {
        let number = try reader.uint8()
        guard let ballot = Ballot(rawValue: number) else {
            throw .invalid(field: "ballot", value: UInt64(number))
        }
        return ballot
    }
}
