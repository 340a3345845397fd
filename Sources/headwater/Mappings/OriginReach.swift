import Fetch
import Mirroring

/// Tells whoever writes a mapping that no node will ask the address in it: else only a reader's 502
/// would.
enum OriginReach {
    /// A sentence that names the address and the remedy; nil where the nodes will ask, or where only
    /// name resolution can tell.
    static func warning(origins: [String], allowsPrivateAddresses: Bool) -> String? {
        guard !allowsPrivateAddresses else { return nil }
        for origin in origins {
            guard let url = try? RequestURL(origin), let kind = classify(url.host),
                kind != .global
            else { continue }
            return """
                \(url.host) is not an address of the open Internet (\(kind.rawValue)): nodes answer \
                502 OriginForbidden instead of asking it. If it is meant, put the mapping again \
                with --allow-private-addresses.
                """
        }
        return nil
    }

    private static func classify(_ host: String) -> AddressClass? {
        if host == "localhost" || host.hasSuffix(".localhost") { return .loopback }
        let text = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return IPAddress(text: text, port: 0).map { AddressClass(of: $0.bytes) }
    }
}
