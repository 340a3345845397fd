/// An object at the scripted origin, served as a good web server would, with the faults a test adds.
///
/// Offsets of faults count in the whole object, so a fault at N also meets a range that covers N.
package struct OriginResource: Sendable {
    /// What the origin claims about the digest of the body.
    package enum DigestField: Sendable {
        case contentMD5(right: Bool)
        /// RFC 3230 with SHA-256.
        case digest(right: Bool)
        /// RFC 9530 with SHA-256.
        case reprDigest(right: Bool)
    }

    package var body: BodySource
    /// As sent, with its quotes.
    package var etag: String? = "\"v1\""
    package var lastModified: String? = "Wed, 21 Oct 2015 07:28:00 GMT"
    package var contentType: String? = "application/octet-stream"
    package var extraFields: [(name: String, value: String)] = []
    /// False: a Range is answered 200 with everything.
    package var honoursRange = true
    package var framing = OriginAnswer.Framing.contentLength
    package var declaredLength: UInt64?
    package var digestFields: [DigestField] = []
    package var interimHeads: [String] = []
    package var silenceBeforeHead: Gate?
    package var pace: Pace?
    package var events: [(offset: UInt64, event: OriginEvent)] = []
    /// The status a HEAD is refused with; nil: HEAD is answered like GET without the body.
    package var headRefusal: Int?
    package var closes = false

    package init(_ body: BodySource) {
        self.body = body
    }

    /// A body of a seeded pattern.
    package init(seed: UInt64, size: UInt64) {
        self.init(.seeded(seed, size: size))
    }

    /// A copy changed by a closure, so that a test reads as one expression.
    package func with(_ change: (inout OriginResource) -> Void) -> OriginResource {
        var copy = self
        change(&copy)
        return copy
    }

    /// A copy that holds its body at an offset until a gate opens.
    package func gated(at offset: UInt64, by gate: Gate) -> OriginResource {
        with { $0.events.append((offset, .gate(gate))) }
    }

    /// A copy that closes the connection in order at an offset.
    package func closing(at offset: UInt64) -> OriginResource {
        with { $0.events.append((offset, .close)) }
    }

    /// A copy that resets the connection at an offset.
    package func resetting(at offset: UInt64) -> OriginResource {
        with { $0.events.append((offset, .reset)) }
    }

    /// The answer to one request.
    package func answer(to request: OriginRequest) -> OriginAnswer {
        let isHead = request.method == "HEAD"
        if isHead, let headRefusal {
            var answer = OriginAnswer.status(headRefusal)
            answer.isHeadOnly = true
            return answer
        }
        guard request.method == "GET" || isHead else { return .status(405) }

        var answer = OriginAnswer(200)
        if !isHead, honoursRange, ifRangeHolds(request),
            let range = request.range(size: body.size)
        {
            guard !range.isEmpty else {
                return .status(416, ("Content-Range", "bytes */\(body.size)"))
            }
            answer.status = 206
            answer.range = range
            answer.fields.append(
                ("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(body.size)")
            )
        }
        answer.body = body
        answer.isHeadOnly = isHead
        answer.fields += describingFields(isWhole: answer.status == 200)
        answer.framing = framing
        answer.declaredLength = answer.status == 200 ? declaredLength : nil
        answer.interimHeads = interimHeads
        answer.silenceBeforeHead = silenceBeforeHead
        answer.pace = pace
        answer.events = events
        answer.closes = closes
        return answer
    }

    private func ifRangeHolds(_ request: OriginRequest) -> Bool {
        guard let validator = request["If-Range"] else { return true }
        let isStrong = validator.hasPrefix("\"")
        return isStrong ? validator == etag : validator == lastModified
    }

    private func describingFields(isWhole: Bool) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if let contentType { fields.append(("Content-Type", contentType)) }
        if let etag { fields.append(("ETag", etag)) }
        if let lastModified { fields.append(("Last-Modified", lastModified)) }
        if honoursRange { fields.append(("Accept-Ranges", "bytes")) }
        for field in digestFields {
            switch field {
            case .contentMD5(let right):
                // Content-MD5 speaks of the bytes of this answer, so a part has none.
                guard isWhole else { continue }
                let value = right ? body.md5Base64 : BodySource.text("another body").md5Base64
                fields.append(("Content-MD5", value))
            case .digest(let right):
                fields.append(("Digest", "SHA-256=" + sha256(right)))
            case .reprDigest(let right):
                fields.append(("Repr-Digest", "sha-256=:\(sha256(right)):"))
            }
        }
        return fields + extraFields
    }

    private func sha256(_ right: Bool) -> String {
        right ? body.sha256Base64 : BodySource.text("another body").sha256Base64
    }
}
