/// The value of a `Content-Range` field in bytes (RFC 9110 14.4).
///
/// No object is larger than a file can be: sizes above `Int64.max` are malformed, and so is a part
/// that ends beyond.
package enum ContentRange: Sendable, Equatable {
    /// First and last byte of the part, and the size of the whole where it is told.
    case part(first: UInt64, last: UInt64, size: UInt64?)
    /// No such part: the size of the whole where it is told.
    case unsatisfied(size: UInt64?)

    /// The value, or nil where it is absent, repeated, malformed or not in bytes.
    init?(in head: OriginHead) {
        let values = head.fields.all("content-range")
        guard values.count == 1, let value = values.first else { return nil }
        self.init(value)
    }

    package init?(_ value: String) {
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, ASCII.lowercased(words[0]) == "bytes" else { return nil }
        let halves = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let size = Self.size(halves[1])
        guard size != nil || halves[1] == "*" else { return nil }
        if halves[0] == "*" {
            self = .unsatisfied(size: size)
            return
        }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = ASCII.number(ends[0]), let last = ASCII.number(ends[1]),
            first <= last, last < size ?? Self.largestSize
        else { return nil }
        self = .part(first: first, last: last, size: size)
    }

    private static let largestSize = UInt64(Int64.max)

    private static func size(_ text: Substring) -> UInt64? {
        ASCII.number(text).flatMap { $0 <= largestSize ? $0 : nil }
    }
}
