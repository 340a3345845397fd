import Routing

extension PeerRead {
    /// A read of a body as a member would ask for it.
    static func body(
        _ path: String = "",
        at member: String,
        _ intent: StreamRequest.Intent = .attach(rank: nil),
        from offset: UInt64 = 0,
        to end: UInt64? = nil
    ) -> PeerRead {
        PeerRead(
            path: Array(path.utf8),
            want: .body,
            request: StreamRequest(
                member: member,
                intent: intent,
                view: 1,
                offset: offset,
                version: nil
            ),
            end: end,
            query: nil,
            passed: [],
            mappingRevision: 0
        )
    }
}
