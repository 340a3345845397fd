/// Why a read could not be confirmed.
///
/// It may be tried again.
package enum ReadFailure: Error, Sendable, Hashable {
    /// No leader with a quorum confirmed it within an election timeout.
    case noQuorum
    /// The disk does not answer.
    case storageStalled
    /// Too many reads wait.
    case overloaded
}
