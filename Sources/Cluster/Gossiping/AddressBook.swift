internal import Gossip
internal import NIOCore
internal import NIOPosix

/// Turns names into the literal addresses that gossip speaks of; off the event loops, for the
/// system's resolver blocks.
enum AddressBook {
    /// The first address that a host name has, IPv4 or IPv6 as the system prefers.
    static func resolve(
        _ address: PeerAddress,
        on loop: any EventLoop
    ) -> EventLoopFuture<Address> {
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) {
            let found = try SocketAddress.makeAddressResolvingHost(
                address.host,
                port: address.port
            )
            guard let literal = Address(found) else {
                throw GossipError.unresolved("\(address.host)", "no IP address")
            }
            return literal
        }
    }

    /// What can be resolved of several.
    static func resolve(
        _ addresses: [PeerAddress],
        on loop: any EventLoop
    ) -> EventLoopFuture<[Address]> {
        EventLoopFuture.whenAllComplete(addresses.map { resolve($0, on: loop) }, on: loop)
            .map { results in
                var found: [Address] = []
                for case .success(let address) in results where !found.contains(address) {
                    found.append(address)
                }
                return found
            }
    }
}
