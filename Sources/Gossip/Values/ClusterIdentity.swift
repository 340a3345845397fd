/// The number drawn when a cluster was founded; it stands in every message, so that two clusters
/// that meet by a wrong address or a copied configuration stay two.
package struct ClusterIdentity: Sendable, Hashable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
