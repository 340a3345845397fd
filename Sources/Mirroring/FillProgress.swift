/// How much of an object is there, and which answers may go on with it after a break (edge 16).
struct FillProgress: Sendable {
    /// Where in the object the body begins.
    let start: UInt64
    /// Where it ends (exclusive), once known.
    private(set) var end: UInt64?
    private(set) var size: UInt64?
    var received: UInt64 = 0
    private var firstHead: OriginHead?
    private var validator: Validator?

    init(start: UInt64) {
        self.start = start
    }

    /// The begin of a whole object is there already, proven by a validator.
    init(received: UInt64, size: UInt64?, validator: Validator) {
        start = 0
        end = size
        self.size = size
        self.received = received
        self.validator = validator
        let name =
            switch validator {
            case .entityTag: "ETag"
            case .lastModified: "Last-Modified"
            }
        firstHead = OriginHead(
            status: 200,
            fields: [HeaderField(name, validator.fieldValue)],
            contentLength: size
        )
    }

    /// The next byte of the object that is missing.
    var position: UInt64 { start + received }

    /// Bytes that were taken can only be gone on with by proof; before the first, none is needed.
    var canResume: Bool { validator != nil || received == 0 }

    /// The head that all later ones are compared with.
    mutating func begin(_ head: OriginHead, size: UInt64?, end: UInt64?) {
        self.size = size
        self.end = end
        firstHead = head
        validator = Validator.strong(in: head)
    }

    /// What to ask for after a break.
    func rest(isWhole: Bool) -> OriginWalk.Shape {
        // Nothing was taken yet, so the whole is asked for and must look the same.
        if received == 0, isWhole { return OriginWalk.Shape() }
        // Where the end is unknown nothing may be left. The last byte is asked for again, for a
        // server then answers 206 with the size instead of a 416 that proves nothing.
        let overlap: UInt64 = end == nil && received > 0 ? 1 : 0
        let last: UInt64? = isWhole ? nil : end.map { $0 - 1 }
        return OriginWalk.Shape(
            range: OriginRange(first: position - overlap, last: last),
            ifRange: validator?.fieldValue
        )
    }

    /// How many bytes of a part to drop before it goes on here; nil where it is not proven to be
    /// of the same object.
    mutating func continued(
        by head: OriginHead,
        first: UInt64,
        last: UInt64,
        size total: UInt64?
    ) -> UInt64? {
        let isSameSize = size == nil ? total != nil : total == nil || total == size
        let isSameObject = validator?.matches(head) ?? isSameAsFirst(head)
        guard isSameSize, isSameObject, first <= position, last >= position || total == position
        else { return nil }
        size = size ?? total
        end = end ?? size
        return position - first
    }

    /// How many bytes of a whole answer to drop before it goes on here; nil as above.
    mutating func continued(byWhole head: OriginHead) -> UInt64? {
        let isSameSize = size == nil || head.contentLength == nil || head.contentLength == size
        let isSameObject = validator?.matches(head) ?? isSameAsFirst(head)
        guard isSameSize, isSameObject, head.contentLength ?? .max >= position else { return nil }
        size = size ?? head.contentLength
        end = end ?? size
        return position
    }

    /// Whether an answer shows the validators of the first, weak ones included: enough as long as
    /// not one byte was taken.
    ///
    /// Asked only where there is no strong validator: of a head that another member brought nothing
    /// but that is known.
    private func isSameAsFirst(_ head: OriginHead) -> Bool {
        guard let firstHead, received == 0 else { return false }
        return head.fields.first("etag") == firstHead.fields.first("etag")
            && head.fields.first("last-modified") == firstHead.fields.first("last-modified")
    }
}
