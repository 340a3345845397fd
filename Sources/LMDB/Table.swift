/// A named table of an environment, to be had from `Environment.table(_:)`.
package struct Table: Sendable, Hashable {
    package let name: String
    /// LMDB's handle, valid as long as the environment is open.
    let handle: UInt32
}
