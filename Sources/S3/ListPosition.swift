/// Where a listing begins.
package enum ListPosition: Equatable, Sendable {
    /// With the first key.
    case start
    /// Behind this key, which need not exist.
    case afterKey([UInt8])
    /// Behind all keys that begin with this common prefix.
    case afterPrefix([UInt8])

    /// The key or prefix behind which it begins; empty at the start.
    package var bytes: [UInt8] {
        switch self {
        case .start: []
        case .afterKey(let bytes), .afterPrefix(let bytes): bytes
        }
    }

    /// What a client means that resumes behind `text`: a common prefix of this listing is passed as
    /// a whole, or a page that ends with one would begin with it again.
    static func behind(_ text: [UInt8], prefix: [UInt8], delimiter: [UInt8]) -> ListPosition {
        guard !text.isEmpty else { return .start }
        guard !delimiter.isEmpty, text.count >= prefix.count + delimiter.count,
            text.starts(with: prefix), text.suffix(delimiter.count).elementsEqual(delimiter)
        else { return .afterKey(text) }
        // It is a common prefix if the delimiter at its end is the first one behind the prefix.
        let last = text.count - delimiter.count
        let isFirst = (prefix.count..<last).allSatisfy { start in
            !text[start...].starts(with: delimiter)
        }
        return isFirst ? .afterPrefix(text) : .afterKey(text)
    }
}
