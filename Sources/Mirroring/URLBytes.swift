/// Which bytes a URL may hold, and percent-encoding (RFC 3986 2).
enum URLBytes {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Unreserved, reserved and "%": everything else never stands in a URL.
    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F...0xFF: false
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
            UInt8(ascii: "}"):
            false
        default: true
        }
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
    }

    static func append(_ byte: UInt8, encodedTo text: inout [UInt8]) {
        text.append(UInt8(ascii: "%"))
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }

    /// A text with what never stands in a URL percent-encoded and everything else as it is.
    static func completed(_ text: some StringProtocol) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isAllowed(byte) { result.append(byte) } else { append(byte, encodedTo: &result) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func requireValidPercents(_ text: Substring) throws(RequestURLError) {
        let bytes = Array(text.utf8)
        for position in bytes.indices where bytes[position] == UInt8(ascii: "%") {
            guard position + 2 < bytes.count, ASCII.isHexadecimal(bytes[position + 1]),
                ASCII.isHexadecimal(bytes[position + 2])
            else {
                throw RequestURLError("\"%\" must be followed by two hexadecimal digits")
            }
        }
    }
}
