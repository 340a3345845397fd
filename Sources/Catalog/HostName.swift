/// A host with an optional port, as in a URL or a Host field.
///
/// It reads bytes: an import reads millions of URLs, and the characters of a `String` cost ten
/// times as much.
enum HostName {
    /// The host without brackets and the port if one is written; nil where either is malformed.
    static func split(_ text: ArraySlice<UInt8>) -> (host: String, port: UInt16?)? {
        let host: ArraySlice<UInt8>
        let rest: ArraySlice<UInt8>
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = text[(text.startIndex + 1)..<end]
            rest = text[(end + 1)...]
            guard isAddress(host) else { return nil }
        } else {
            let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
            host = text[..<colon]
            rest = text[colon...]
            guard isName(host) else { return nil }
        }
        var port: UInt16?
        if let separator = rest.first {
            guard separator == UInt8(ascii: ":") else { return nil }
            port = portNumber(rest.dropFirst())
            guard port != nil else { return nil }
        }
        return (String(decoding: host, as: UTF8.self), port)
    }

    private static func portNumber(_ digits: ArraySlice<UInt8>) -> UInt16? {
        guard !digits.isEmpty else { return nil }
        var number: UInt16 = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt16(byte - UInt8(ascii: "0")))
            guard !overflows, !carries else { return nil }
            number = sum
        }
        return number > 0 ? number : nil
    }

    private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
        guard (1...253).contains(text.count) else { return false }
        // No empty label: neither in front nor between two dots.
        var follows = UInt8(ascii: ".")
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                break
            case UInt8(ascii: "."):
                guard follows != byte else { return false }
            default: return false
            }
            follows = byte
        }
        return true
    }

    /// Only the characters of an IPv6 address, and two of its colons: whether it is one, the
    /// resolver says.
    private static func isAddress(_ text: ArraySlice<UInt8>) -> Bool {
        var colons = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."):
                break
            case UInt8(ascii: ":"): colons += 1
            default: return false
            }
        }
        return colons >= 2
    }
}
