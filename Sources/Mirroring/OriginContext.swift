/// Who asks: what goes into the fields by which an origin, or this cluster, knows this program.
package struct OriginContext: Sendable, Equatable {
    /// This node in the loop field; unique also between clusters that mirror each other.
    package var node: String
    package var version: String
    /// The nodes that the reader's request has passed already.
    package var passed: [String]

    package init(node: String, version: String, passed: [String] = []) {
        self.node = node
        self.version = version
        self.passed = passed
    }
}
