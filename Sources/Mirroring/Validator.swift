/// What proves that two answers of an origin carry the same bytes (RFC 9110 8.8).
package enum Validator: Sendable, Equatable {
    /// A strong entity tag with its quotes.
    case entityTag(String)
    case lastModified(String)

    /// How long before `Date` a `Last-Modified` must lie to count as strong.
    ///
    /// RFC 9110 8.8.2.2 asks for a second where both come from one clock, and for more where
    /// clocks may differ; RFC 7232 2.2.2 named 60 seconds, which is kept.
    private static let margin: Int64 = 60

    /// The strong validator of an answer, or nil.
    ///
    /// A date serves only where there is no entity tag at all, not even a weak one (RFC 9110
    /// 13.1.5).
    package static func strong(in head: OriginHead) -> Validator? {
        let tags = head.fields.all("etag")
        if let tag = tags.first {
            return tags.count == 1 && isStrong(tag) ? .entityTag(tag) : nil
        }
        guard let modified = head.fields.first("last-modified"),
            let moment = OriginDate.seconds(modified),
            let date = head.fields.first("date").flatMap(OriginDate.seconds),
            moment + margin <= date
        else { return nil }
        return .lastModified(modified)
    }

    /// The value of `If-Range`.
    package var fieldValue: String {
        switch self {
        case .entityTag(let text), .lastModified(let text): text
        }
    }

    /// Whether an answer shows this very validator; one that shows none proves nothing.
    package func matches(_ head: OriginHead) -> Bool {
        switch self {
        case .entityTag(let tag): head.fields.all("etag") == [tag]
        case .lastModified(let text): head.fields.all("last-modified") == [text]
        }
    }

    /// An opaque tag in quotes without `W/` (RFC 9110 8.8.3).
    private static func isStrong(_ tag: String) -> Bool {
        let bytes = Array(tag.utf8)
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"")
        else { return false }
        return bytes[1..<bytes.count - 1].allSatisfy {
            $0 == 0x21 || $0 >= 0x23 && $0 != 0x7F
        }
    }
}
