package import Mirroring

extension Validator {
    /// Its kind and its value, for other nodes.
    package var text: String {
        switch self {
        case .entityTag(let tag): "e" + tag
        case .lastModified(let date): "m" + date
        }
    }

    /// Nil for what `text` does not give.
    package init?(text: String) {
        let value = String(text.dropFirst())
        switch text.first {
        case "e": self = .entityTag(value)
        case "m": self = .lastModified(value)
        default: return nil
        }
    }
}
