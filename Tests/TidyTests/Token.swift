/// A word, string, comment or symbol of Swift source, with its place.
struct Token: Sendable {
    enum Kind: Sendable {
        case word
        /// The text is the content, interpolations included.
        case string
        /// The text is the comment with its slashes.
        case comment
        /// One character.
        case symbol
    }

    let kind: Kind
    let text: String
    /// The line of its first character, from 1.
    let line: Int
    let lastLine: Int
    /// Offsets of its bytes in the file, to tell what stands together.
    let start: Int
    let end: Int

    func isSymbol(_ text: String) -> Bool { kind == .symbol && self.text == text }

    func isWord(_ text: String) -> Bool { kind == .word && self.text == text }
}
