/// Finds requests that come around: each mirror adds its name to `x-headwater-via`, and none
/// serves a request that has passed it before.
package enum LoopRule {
    package static let fieldName = "x-headwater-via"
    /// Mirrors in a row; more is a loop whose members hide their names.
    package static let maximumNodes = 16
    /// Sixteen names of the longest host name, 253 bytes, fit.
    package static let maximumBytes = 4_096

    /// Whether a request may go on, and with which names before this node's own.
    package enum Verdict: Equatable, Sendable {
        /// The nodes passed so far, oldest first.
        case passed([String])
        /// To be refused with 508 `MirrorLoop`.
        case loop
    }

    /// Judges the values of the field in a request that came in.
    ///
    /// - Parameter own: the names of this node and its fellow members, in any order.
    package static func judge(_ values: [String], own: [String]) -> Verdict {
        guard values.reduce(0, { $0 + $1.utf8.count }) <= maximumBytes else { return .loop }
        let names = values.flatMap { ASCII.list($0) }
        guard names.count < maximumNodes, !names.contains(where: own.contains) else { return .loop }
        return .passed(names)
    }
}
