/// An HTTP answer as it came over the wire.
package struct RawAnswer: Sendable {
    package var status = 0
    package var reason = ""
    package var minorVersion = 1
    /// In order, names as sent, values without the spaces around them.
    package var fields: [(name: String, value: String)] = []
    /// The statuses of interim heads (1xx) that came before.
    package var interimStatuses: [Int] = []
    /// The body, where the sink collects it or the status is not 2xx.
    package var body: [UInt8] = []
    /// The bytes of the body received, kept or not.
    package var bodyCount: UInt64 = 0
    /// The offset in this body of the first byte that is not what the sink compares with.
    package var firstMismatch: UInt64?
    package var end = AnswerEnd.open
    /// Nanoseconds from the request to the first byte of the answer; nil before it.
    package var nanosecondsToFirstByte: UInt64?
    /// Nanoseconds from the request to the end, however that was; nil before it, and where nobody
    /// watched the clock.
    package var nanosecondsToEnd: UInt64?

    package init() {}

    /// The value of the first field of a name, in any case.
    package subscript(_ name: String) -> String? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }?.value
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    package var contentLength: UInt64? { self["Content-Length"].flatMap { UInt64($0) } }

    /// The text of the first element of a name in an XML body, entities untouched.
    package func xml(_ element: String) -> String? {
        xmlAll(element).first
    }

    /// The texts of all elements of a name in an XML body, entities untouched.
    package func xmlAll(_ element: String) -> [String] {
        var found: [String] = []
        let text = text
        var rest = text[...]
        while let start = rest.firstRange(of: "<\(element)>") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "</\(element)>") else { break }
            found.append(String(rest[..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return found
    }

    /// The first word of `x-headwater`: hit, miss, follow or bypass.
    package var source: String? {
        self["x-headwater"].map { String($0.prefix { $0 != ";" && $0 != " " }) }
    }
}
