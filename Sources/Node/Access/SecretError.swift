internal import Sealing

/// A stored secret that this node cannot open, for its log.
package struct SecretError: Error, Equatable, CustomStringConvertible {
    /// Whose it is, and why; never the secret.
    package let description: String

    init(_ owner: SecretOwner, _ reason: String) {
        description = "the secret of \(owner.text) cannot be opened: \(reason)"
    }
}
