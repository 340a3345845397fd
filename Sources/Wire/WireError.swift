/// Why bytes received or read back are not the message they claim to be.
package enum WireError: Error, Equatable, Sendable {
    /// The bytes end before the value does.
    case truncated
    /// A length is above what the field allows; nothing was allocated for it.
    case tooLong(length: UInt64, limit: Int)
    /// A value outside the set its field knows, such as an unknown tag or version.
    case invalid(field: StaticString, value: UInt64)
    /// Text that is not UTF-8.
    case notText
    /// Bytes left over after the last field.
    case trailing(count: Int)

    package static func == (left: WireError, right: WireError) -> Bool {
        switch (left, right) {
        case (.truncated, .truncated), (.notText, .notText): true
        case (.tooLong(let a, let b), .tooLong(let c, let d)): a == c && b == d
        case (.invalid(let a, let b), .invalid(let c, let d)):
            a.description == c.description && b == d
        case (.trailing(let a), .trailing(let b)): a == b
        default: false
        }
    }
}
