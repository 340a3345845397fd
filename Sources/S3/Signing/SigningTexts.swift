/// Texts that signatures are made of.
enum SigningTexts {
    /// SHA-256 of nothing, in hexadecimal.
    static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}
