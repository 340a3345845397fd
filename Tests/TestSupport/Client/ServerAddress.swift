/// Where a server listens: four numbers and a port; names are not looked up.
package struct ServerAddress: Sendable, Hashable {
    /// The first number in the highest bits.
    let host: UInt32
    package let port: Int

    /// A port of 127.0.0.1.
    package init(port: Int) {
        host = 0x7F00_0001
        self.port = port
    }

    /// Reads `10.0.0.1:8400`, with or without `http://` before it and a slash behind; else nil.
    package init?(_ text: String) {
        var rest = text[...]
        if rest.hasPrefix("http://") { rest = rest.dropFirst(7) }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = UInt16(parts[1]), port > 0 else { return nil }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 4 else { return nil }
        var host: UInt32 = 0
        for number in numbers {
            guard let value = UInt8(number) else { return nil }
            host = host << 8 | UInt32(value)
        }
        self.host = host
        self.port = Int(port)
    }

    package var text: String {
        "\(host >> 24).\(host >> 16 & 255).\(host >> 8 & 255).\(host & 255):\(port)"
    }
}
