internal import Catalog
internal import Hashing
package import Sealing
internal import Synchronization

/// Secrets on their way into the catalogue and out of it: sealed under the cluster key where the
/// node has one, so that the log, snapshots and backups have none in the clear.
///
/// Without a key they are stored as they are, in a data folder that only its owner can read. All
/// parts of a node share one box, so that a ring that was read again counts for all at once.
package final class SecretBox: Sendable {
    private let keyring: Mutex<Keyring?>

    /// - Parameter keyring: nil where there is no cluster key.
    package init(keyring: Keyring?) {
        self.keyring = Mutex(keyring)
    }

    /// Uses another ring from now on; without a ring from the start nothing changes.
    package func reload(_ new: Keyring) {
        keyring.withLock { if $0 != nil { $0 = new } }
    }

    /// The text to store for a secret.
    package func seal(_ secret: String, for owner: SecretOwner) -> String {
        guard let keyring = ring else { return secret }
        let sealed = keyring.seal(Array(secret.utf8), associated: owner.associated)
        return AccessLimits.sealedPrefix + Base64.encode(sealed)
    }

    /// The secret of a stored text.
    ///
    /// - Throws: `SecretError` where it was sealed with a key that this node does not have, or for
    ///   another owner.
    package func open(_ stored: String, for owner: SecretOwner) throws(SecretError) -> String {
        guard stored.hasPrefix(AccessLimits.sealedPrefix) else { return stored }
        guard let keyring = ring else {
            throw SecretError(owner, "it is sealed, and this node has no --cluster-key-file")
        }
        guard let bytes = Self.sealedBytes(stored) else {
            throw SecretError(owner, "it is not in base64")
        }
        do throws(SealingError) {
            let secret = try keyring.open(bytes, associated: owner.associated)
            return String(decoding: secret, as: UTF8.self)
        } catch {
            throw SecretError(owner, "\(error)")
        }
    }

    /// Whether a stored text is sealed with another key than the first of the ring, one that is not
    /// in the ring included: it is lost with that key.
    package func isOutdated(_ stored: String) -> Bool {
        guard stored.hasPrefix(AccessLimits.sealedPrefix) else { return false }
        guard let keyring = ring, let bytes = Self.sealedBytes(stored) else { return true }
        do throws(SealingError) {
            return try keyring.isOutdated(bytes)
        } catch {
            return true
        }
    }

    /// A change as it is to be stored: the secret of a mapping's credentials sealed.
    func sealing(_ operation: MappingOperation) -> MappingOperation {
        guard ring != nil, case .store(let encoded) = operation.action else { return operation }
        let owner = SecretOwner.mapping(operation.key.bytes)
        let sealed = encoded.replacingSecret { seal($0, for: owner) }
        return MappingOperation(operation.key, .store(sealed), condition: operation.condition)
    }

    private var ring: Keyring? { keyring.withLock { $0 } }

    private static func sealedBytes(_ stored: String) -> [UInt8]? {
        Base64.decode(stored.dropFirst(AccessLimits.sealedPrefix.count))
    }
}
