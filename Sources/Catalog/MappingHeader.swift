/// One header field that is sent to the origin.
package struct MappingHeader: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// What is printed in place of a value that may be a secret.
    package static let hidden = "(hidden)"

    /// Whether the value may give access to the origin, so that it is never printed back.
    package var isSecret: Bool {
        let name = name.lowercased()
        return Self.secretParts.contains { name.contains($0) }
    }

    private static let secretParts = [
        "auth", "cookie", "token", "secret", "password", "api-key", "apikey", "access-key",
        "signature",
    ]
}

extension MappingHeader: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The field as it may be shown.
    package var description: String { "\(name): \(isSecret ? Self.hidden : value)" }

    package var debugDescription: String { description }

    /// `dump` and string interpolation of an enclosing value print through the mirror.
    package var customMirror: Mirror {
        Mirror(self, children: ["name": name, "value": isSecret ? Self.hidden : value])
    }
}
