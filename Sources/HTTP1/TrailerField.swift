/// One field of the trailer section of a chunked body; the value is trimmed and has no controls.
package struct TrailerField: Equatable, Sendable {
    package let name: [UInt8]
    package let value: [UInt8]

    /// A field of bytes that were checked.
    package init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// Whether the name is `lowercase` in any case of letters.
    package func isNamed(_ lowercase: StaticString) -> Bool {
        name.withUnsafeBytes { Token.equal($0, lowercase) }
    }
}
