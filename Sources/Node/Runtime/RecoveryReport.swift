/// What a recovery found, and did.
package struct RecoveryReport: Sendable {
    package var name: String
    package var formerCluster: String
    /// The new cluster's id; nil where nothing was changed.
    package var cluster: String?
    /// The members that are left behind.
    package var others: [String]
    package var voters: [String]
    /// The last entry received, and the last applied.
    package var lastIndex: UInt64
    package var appliedIndex: UInt64
}
