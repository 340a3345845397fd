internal import Glibc

extension sockaddr_in {
    /// 127.0.0.1 with a port.
    static func loopback(port: Int) -> sockaddr_in {
        at(0x7F00_0001, port: port)
    }

    /// A host, its first number in the highest bits, with a port.
    static func at(_ host: UInt32, port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: in_addr_t(host).bigEndian)
        return address
    }
}
