internal import Mirroring
internal import Routing

/// The begin of an object that a member has, and that nobody fetches any more.
struct BegunObject: Sendable {
    /// Who has it.
    let member: String
    /// How many bytes, from the first one on.
    let bytes: UInt64
    let version: ObjectVersion
    /// What proves to the origin that the rest is of the same object.
    let validator: Validator

    /// Nil where there is nothing to go on with: no bytes, or none that the origin can vouch for.
    init?(_ request: StreamRequest, of member: String) {
        guard request.offset > 0, let version = request.version,
            let validator = version.validator.flatMap({ Validator(text: $0) })
        else { return nil }
        self.member = member
        bytes = request.offset
        self.version = version
        self.validator = validator
    }
}
