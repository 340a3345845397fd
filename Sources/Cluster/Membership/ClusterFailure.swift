/// Why a node cannot be part of a cluster, in words for its operator.
package struct ClusterFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
