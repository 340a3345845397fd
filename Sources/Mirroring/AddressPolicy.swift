/// Judges the address that a connection to an origin is about to use, after name resolution, so
/// that no mapping and no redirect reaches into the network this node stands in (edge 12).
package struct AddressPolicy: Sendable, Equatable {
    /// Whether a connection to the address may be used, and if not, what the address is.
    package enum Verdict: Equatable, Sendable {
        case allowed
        case refused(AddressClass)
    }

    package var allowsPrivateAddresses: Bool
    /// The addresses of this cluster's own nodes: 4 or 16 bytes each.
    package var clusterAddresses: [[UInt8]]

    package init(allowsPrivateAddresses: Bool, clusterAddresses: [[UInt8]] = []) {
        self.allowsPrivateAddresses = allowsPrivateAddresses
        self.clusterAddresses = clusterAddresses
    }

    /// - Parameter address: 4 bytes of IPv4 or 16 of IPv6 in network order; others are refused.
    package func judge(_ address: [UInt8]) -> Verdict {
        let kind = AddressClass(of: address)
        // Nothing answers at these, whatever a mapping allows.
        if kind == .malformed || kind == .multicast || kind == .broadcast { return .refused(kind) }
        if allowsPrivateAddresses { return .allowed }
        let own = clusterAddresses.contains {
            AddressClass.unmapped($0) == AddressClass.unmapped(address)
        }
        if own { return .refused(.cluster) }
        return kind == .global ? .allowed : .refused(kind)
    }
}
