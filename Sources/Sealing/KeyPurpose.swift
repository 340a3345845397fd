/// What a key derived from a cluster key is for; each purpose has a key of its own, so that nothing
/// made for one purpose means anything for another.
package enum KeyPurpose: String, Sendable, CaseIterable {
    case datagrams = "headwater datagrams 1"
    /// Secrets in the catalogue and in backups of it.
    case secretsAtRest = "headwater secrets at rest 1"
}
