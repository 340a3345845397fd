/// What tells the gateway who may do what; called on event loops, so it must answer in microseconds
/// and never wait.
package protocol AccessSource: Sendable {
    /// The revision of the access key of this name, to tell whether one that is known is still so.
    func revision(of name: UnsafeRawBufferPointer) throws -> UInt64?

    /// The access key of this name with its secret opened.
    func identity(_ name: UnsafeRawBufferPointer) throws -> AccessIdentity?

    /// Whether there is any access key.
    func hasKeys() throws -> Bool

    /// Whether a path, `bucket/key` or `bucket`, may be read by anybody.
    func isPublic(_ path: UnsafeRawBufferPointer) throws -> Bool

    /// Whether anybody may list the keys that begin with a path, `bucket/` or `bucket/prefix`.
    func mayAnybodyList(_ path: UnsafeRawBufferPointer) throws -> Bool
}
