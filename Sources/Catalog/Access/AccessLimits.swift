/// The bounds of access keys.
package enum AccessLimits {
    /// Keys of a cluster: people and programs, not objects.
    ///
    /// Asked when one is created, so a few more may come to be at the same moment.
    package static let keys = 10_000
    /// The bytes of an access key's name; AWS's have 20.
    package static let nameBytes = 3...64
    /// The bytes of a secret as its user has it; AWS's have 40.
    package static let secretBytes = 8...256
    /// The bytes of a secret as it is stored: sealed and in base64.
    package static let storedSecretBytes = 512
    /// Grants of one key, as each is looked at for every request.
    package static let grants = 64
    /// The bytes of a description.
    package static let descriptionBytes = 256
    /// What marks a stored secret as sealed; no secret of a user begins with it.
    package static let sealedPrefix = "sealed:"
}
