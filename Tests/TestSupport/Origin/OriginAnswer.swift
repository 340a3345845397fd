/// One answer of the scripted origin: every byte of it is the test's choice, also wrong ones.
package struct OriginAnswer: Sendable {
    /// How the end of the body is told.
    package enum Framing: Sendable {
        case contentLength
        case chunked
        /// The chunks, then the end of the connection where the last chunk should be.
        case chunkedWithoutEnd
        /// HTTP/1.0: the body ends where the connection does.
        case untilClose
        /// No body and no field about it, as an answer to HEAD or a 204 may be.
        case none
    }

    package var status: Int
    package var fields: [(name: String, value: String)] = []
    package var body = BodySource.bytes([])
    /// The part of the body that is sent; nil for all.
    package var range: Range<UInt64>?
    package var framing = Framing.contentLength
    /// A Content-Length other than the true one.
    package var declaredLength: UInt64?
    /// Only the head is sent: the answer to a HEAD.
    package var isHeadOnly = false
    /// Interim heads (1xx) before the real one, each a status line with fields.
    package var interimHeads: [String] = []
    /// Holds everything, the status line included, until opened.
    package var silenceBeforeHead: Gate?
    package var pace: Pace?
    /// By offset in the whole body; an offset outside of the range sent does not happen.
    package var events: [(offset: UInt64, event: OriginEvent)] = []
    /// Raw bytes sent instead of everything above; then the connection closes.
    package var raw: [UInt8]?
    /// Ends the connection in order after the answer.
    package var closes = false

    package init(_ status: Int, fields: [(name: String, value: String)] = []) {
        self.status = status
        self.fields = fields
    }

    /// A status with a short text body and further fields.
    package static func status(
        _ status: Int,
        _ fields: (name: String, value: String)...
    ) -> OriginAnswer {
        var answer = OriginAnswer(status, fields: fields)
        if status == 204 || status == 304 {
            answer.framing = .none
        } else {
            answer.body = .text("status \(status) of the scripted origin\n")
        }
        return answer
    }

    /// A redirect; the location goes out exactly as given.
    package static func redirect(_ status: Int, to location: String) -> OriginAnswer {
        .status(status, ("Location", location))
    }

    /// Any bytes at all, then the end of the connection.
    package static func raw(_ text: String) -> OriginAnswer {
        var answer = OriginAnswer(200)
        answer.raw = Array(text.utf8)
        return answer
    }

    /// No byte until the gate opens; then the connection closes.
    package static func silence(_ gate: Gate) -> OriginAnswer {
        var answer = OriginAnswer.raw("")
        answer.silenceBeforeHead = gate
        return answer
    }

    /// Resets the connection instead of answering.
    package static func reset() -> OriginAnswer {
        var answer = OriginAnswer(200)
        answer.raw = []
        answer.events = [(0, .reset)]
        return answer
    }

    /// The answer as the steps that send it.
    func steps() -> [OriginStep] {
        var steps: [OriginStep] = []
        if let silenceBeforeHead { steps.append(.event(.gate(silenceBeforeHead))) }
        if let raw {
            steps.append(.bytes(raw))
            steps.append(contentsOf: events.map { .event($0.event) })
            steps.append(.event(.close))
            return steps
        }
        for interim in interimHeads { steps.append(.bytes(Array((interim + "\r\n\r\n").utf8))) }
        steps.append(.bytes(Array(head().utf8)))
        if !isHeadOnly { steps.append(contentsOf: bodySteps()) }
        if closes || framing == .untilClose { steps.append(.event(.close)) }
        return steps
    }

    private func head() -> String {
        let minor = framing == .untilClose ? "0" : "1"
        var head = "HTTP/1.\(minor) \(status) \(Self.reason(status))\r\n"
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        let range = range ?? 0..<body.size
        switch framing {
        case .contentLength:
            let length = declaredLength ?? range.upperBound - range.lowerBound
            head += "Content-Length: \(length)\r\n"
        case .chunked, .chunkedWithoutEnd:
            head += "Transfer-Encoding: chunked\r\n"
        case .untilClose:
            head += "Connection: close\r\n"
        case .none:
            break
        }
        if closes, framing != .untilClose { head += "Connection: close\r\n" }
        return head + "\r\n"
    }

    private func bodySteps() -> [OriginStep] {
        guard framing != .none else { return [] }
        let range = range ?? 0..<body.size
        let chunked = framing == .chunked || framing == .chunkedWithoutEnd
        var steps: [OriginStep] = []
        var offset = range.lowerBound
        let inside = events.filter {
            range.lowerBound <= $0.offset && $0.offset <= range.upperBound
        }
        for (stop, event) in inside.sorted(by: { $0.offset < $1.offset }) {
            if stop > offset {
                steps.append(.body(body, offset..<stop, pace: pace, chunked: chunked))
            }
            steps.append(.event(event))
            offset = stop
        }
        if offset < range.upperBound {
            steps.append(.body(body, offset..<range.upperBound, pace: pace, chunked: chunked))
        }
        if framing == .chunked { steps.append(.bytes(Array("0\r\n\r\n".utf8))) }
        if framing == .chunkedWithoutEnd { steps.append(.event(.close)) }
        return steps
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 206: "Partial Content"
        case 404: "Not Found"
        default: "Scripted"
        }
    }
}
