internal import Catalog
internal import Hashing
package import Sealing

/// Secrets on their way into the catalogue and out of it: sealed under the cluster key where the
/// node has one, so that the log, snapshots and backups have none in the clear.
///
/// Without a key they are stored as they are, in a data folder that only its owner can read.
package struct SecretBox: Sendable {
    private let keyring: Keyring?

    /// - Parameter keyring: nil where there is no cluster key.
    package init(keyring: Keyring?) {
        self.keyring = keyring
    }

    /// The text to store for a secret.
    package func seal(_ secret: String, for owner: SecretOwner) -> String {
        guard let keyring else { return secret }
        let sealed = keyring.seal(Array(secret.utf8), associated: owner.associated)
        return AccessLimits.sealedPrefix + Base64.encode(sealed)
    }

    /// The secret of a stored text.
    ///
    /// - Throws: `SecretError` where it was sealed with a key that this node does not have, or for
    ///   another owner.
    package func open(_ stored: String, for owner: SecretOwner) throws(SecretError) -> String {
        guard stored.hasPrefix(AccessLimits.sealedPrefix) else { return stored }
        guard let keyring else {
            throw SecretError(owner, "it is sealed, and this node has no --cluster-key-file")
        }
        let text = stored.dropFirst(AccessLimits.sealedPrefix.count)
        guard let bytes = Base64.decode(text) else {
            throw SecretError(owner, "it is not in base64")
        }
        do throws(SealingError) {
            let secret = try keyring.open(bytes, associated: owner.associated)
            return String(decoding: secret, as: UTF8.self)
        } catch {
            throw SecretError(owner, "\(error)")
        }
    }

    /// A change as it is to be stored: the secret of a mapping's credentials sealed.
    func sealing(_ operation: MappingOperation) -> MappingOperation {
        guard keyring != nil, case .store(let encoded) = operation.action else { return operation }
        let owner = SecretOwner.mapping(operation.key.bytes)
        let sealed = encoded.replacingSecret { seal($0, for: owner) }
        return MappingOperation(operation.key, .store(sealed), condition: operation.condition)
    }
}
