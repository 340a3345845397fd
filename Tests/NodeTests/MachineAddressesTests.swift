import Testing

@testable import Node

/// What no origin may lead to unless its mapping says so.
@Suite struct MachineAddressesTests {
    @Test func `the machine knows its own addresses`() {
        #expect(MachineAddresses.all().contains([127, 0, 0, 1]))
        #expect(MachineAddresses.all().allSatisfy { $0.count == 4 || $0.count == 16 })
    }

    @Test(
        arguments: [
            ("192.0.2.7", [192, 0, 2, 7]), ("::1", Array(repeating: 0, count: 15) + [1]),
            ("node.example", nil), ("", nil),
        ] as [(String, [UInt8]?)]
    )
    func `a host is an address or a name`(host: String, bytes: [UInt8]?) {
        #expect(MachineAddresses.bytes(ofHost: host) == bytes)
    }
}
