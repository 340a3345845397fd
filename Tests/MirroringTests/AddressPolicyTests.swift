import Mirroring
import Testing

@Suite struct AddressPolicyTests {
    @Test(
        arguments: [
            ([8, 8, 8, 8], .global), ([172, 15, 0, 1], .global), ([172, 32, 0, 1], .global),
            ([100, 63, 255, 255], .global), ([100, 128, 0, 0], .global),
            ([192, 167, 1, 1], .global),
            ([127, 0, 0, 1], .loopback), ([127, 255, 255, 255], .loopback),
            ([0, 0, 0, 0], .unspecified),
            ([0, 1, 2, 3], .unspecified), ([10, 1, 2, 3], .privateUse),
            ([172, 16, 0, 1], .privateUse),
            ([172, 31, 255, 255], .privateUse), ([192, 168, 0, 1], .privateUse),
            ([169, 254, 169, 254], .linkLocal), ([100, 64, 0, 1], .sharedSpace),
            ([100, 127, 255, 255], .sharedSpace), ([192, 0, 2, 1], .documentation),
            ([198, 51, 100, 1], .documentation), ([203, 0, 113, 1], .documentation),
            ([198, 19, 0, 1], .benchmarking), ([192, 0, 0, 8], .reserved),
            ([192, 88, 99, 1], .reserved),
            ([224, 0, 0, 1], .multicast), ([239, 1, 1, 1], .multicast),
            ([240, 0, 0, 1], .reserved),
            ([255, 255, 255, 255], .broadcast), ([1, 2, 3], .malformed), ([], .malformed),
        ] as [([UInt8], AddressClass)]
    )
    func `IPv4 classes`(address: [UInt8], expected: AddressClass) {
        #expect(AddressClass(of: address) == expected)
    }

    @Test(
        arguments: [
            ("2606:4700::1111", .global), ("::", .unspecified), ("::1", .loopback),
            ("::2", .reserved), ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
            ("fec0::1", .privateUse), ("fc00::1", .privateUse), ("fdff::1", .privateUse),
            ("ff02::1", .multicast), ("2001:db8::1", .documentation),
            ("3fff:fff::1", .documentation),
            ("2001::1", .reserved), ("2001:1ff::", .reserved), ("2001:200::1", .global),
            ("::ffff:127.0.0.1", .loopback), ("::ffff:10.0.0.1", .privateUse),
            ("::ffff:8.8.8.8", .global), ("::10.0.0.1", .privateUse),
            ("64:ff9b::127.0.0.1", .loopback),
            ("64:ff9b::8.8.8.8", .global), ("64:ff9b:1::8.8.8.8", .privateUse),
            ("2002:7f00:1::1", .loopback), ("2002:a9fe:a9fe::1", .linkLocal),
            ("2002:808:808::1", .global), ("2606::5efe:192.168.0.1", .privateUse),
            ("2606::200:5efe:8.8.8.8", .global), ("100::1", .reserved), ("4000::1", .reserved),
        ] as [(String, AddressClass)]
    )
    func `IPv6 classes, IPv4 found wherever it hides`(text: String, expected: AddressClass) throws {
        #expect(AddressClass(of: try #require(TestAddress.bytes(text))) == expected, "\(text)")
    }

    @Test func `edge 12: only the open Internet, unless the mapping allows more`() {
        let strict = AddressPolicy(allowsPrivateAddresses: false)
        #expect(strict.judge([8, 8, 8, 8]) == .allowed)
        #expect(strict.judge([127, 0, 0, 1]) == .refused(.loopback))
        let open = AddressPolicy(allowsPrivateAddresses: true)
        #expect(open.judge([127, 0, 0, 1]) == .allowed)
        #expect(open.judge([10, 0, 0, 1]) == .allowed)
        #expect(open.judge([224, 0, 0, 1]) == .refused(.multicast))
        #expect(open.judge([255, 255, 255, 255]) == .refused(.broadcast))
        #expect(open.judge([1]) == .refused(.malformed))
    }

    @Test func `edge 12: the cluster's own addresses, in either dress`() throws {
        let policy = AddressPolicy(allowsPrivateAddresses: false, clusterAddresses: [[8, 8, 8, 8]])
        #expect(policy.judge([8, 8, 8, 8]) == .refused(.cluster))
        #expect(policy.judge([8, 8, 8, 9]) == .allowed)
        let mapped = try #require(TestAddress.bytes("::ffff:8.8.8.8"))
        #expect(policy.judge(mapped) == .refused(.cluster))
    }
}
