/// Why a step of a rotation cannot be taken.
package enum KeyRotationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A rotation was begun, and this is its next step.
    case underWay(KeyRotation.Step)
    case nothingToPromote
    case nothingToDrop
    /// Several keys, and no comment that says which of them is coming or going.
    case unclear(Int)

    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .underWay(let step):
            "a rotation is under way; its next step is --step \(step.rawValue)"
        case .nothingToPromote: "there is no second key to promote; begin with --step add"
        case .nothingToDrop: "the only key is not dropped; begin with --step add"
        case .unclear(let count):
            "\(count) keys, and no comment says which one is new or old; choose with --step: "
                + "promote makes the second key the first, drop removes the last"
        }
    }
}
