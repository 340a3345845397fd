/// Why a mapping, a key or one of its options is refused: the field, the value and what would do.
package struct MappingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The option's name as in a mapping object, or "key".
    package var field: String
    /// The value as the user wrote it, shortened; never a secret.
    package var value: String
    /// What would be right.
    package var expected: String

    package init(_ field: String, _ value: String, expected: String) {
        self.field = field
        let shown = value.unicodeScalars.prefix(120).map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7F
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        self.value = shown.joined() + (value.unicodeScalars.count > 120 ? "…" : "")
        self.expected = expected
    }

    package var description: String { "\(field) \"\(value)\": \(expected)" }
}
