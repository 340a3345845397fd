/// A piece of what an origin has, by the paths that its objects have or would have here.
package struct OriginPage: Sendable {
    /// An object of the origin.
    package struct Item: Sendable {
        /// As `bucket/key`.
        package let path: [UInt8]
        package let size: UInt64
        /// Whether this node's store has it.
        package let isStored: Bool
    }

    /// In the order of their keys at the origin.
    package let items: [Item]
    /// The key here after which the next page begins; nil at the end.
    package let next: [UInt8]?
}
