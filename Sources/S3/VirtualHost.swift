internal import HTTP1

/// Finds the bucket in a host name of virtual-host style, `bucket.s3.example.com:8400`.
package enum VirtualHost {
    /// The range of the bucket in `host` (with or without a port), or nil if the host is not a
    /// name under `domain`, which is in lower case and without a dot at its start.
    package static func bucket(
        in host: UnsafeRawBufferPointer,
        domain: [UInt8]
    ) -> Range<Int>? {
        // An IPv6 address has colons, but ends in none of the domains.
        let end = host.lastIndex(of: UInt8(ascii: ":")) ?? host.count
        let dot = end - domain.count - 1
        guard dot > 0, host[dot] == UInt8(ascii: "."), !domain.isEmpty else { return nil }
        for (position, byte) in zip(dot + 1..<end, domain) where Token.lower(host[position]) != byte
        {
            return nil
        }
        return 0..<dot
    }
}
