/// Why a setting of the node is refused: where it stands, the value and what would be right.
package struct OptionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Such as "--s3", "HEADWATER_S3" or "headwater.conf line 3: s3".
    package var place: String
    package var value: String
    package var expected: String

    package init(_ place: String, _ value: String, _ expected: String) {
        self.place = place
        self.value = value
        self.expected = expected
    }

    package var description: String {
        value.isEmpty ? "\(place) \(expected)" : "\(place) \"\(value)\" \(expected)"
    }
}
