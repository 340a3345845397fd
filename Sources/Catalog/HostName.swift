/// A host with an optional port, as in a URL or a Host field.
enum HostName {
    /// The host without brackets and the port if one is written; nil where either is malformed.
    static func split(_ text: Substring) -> (host: String, port: UInt16?)? {
        var host = text
        var port: UInt16?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard isAddress(host) else { return nil }
            if !rest.isEmpty {
                guard rest.first == ":", let number = portNumber(rest.dropFirst()) else {
                    return nil
                }
                port = number
            }
            return (String(host), port)
        }
        if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            guard let number = portNumber(text[text.index(after: colon)...]) else { return nil }
            port = number
        }
        guard isName(host) else { return nil }
        return (String(host), port)
    }

    private static func portNumber(_ text: Substring) -> UInt16? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = UInt16(text), number > 0
        else { return nil }
        return number
    }

    private static func isName(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count), !text.hasPrefix("."), !text.contains("..") else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// Only the characters of an IPv6 address, and two of its colons: whether it is one, the
    /// resolver says.
    private static func isAddress(_ text: Substring) -> Bool {
        let isMadeOfDigits = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isMadeOfDigits && text.utf8.count(where: { $0 == UInt8(ascii: ":") }) >= 2
    }
}
