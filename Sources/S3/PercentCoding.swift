/// Percent-encoding (RFC 3986 section 2.1) of paths and queries.
package enum PercentCoding {
    /// Appends `bytes` with everything but the unreserved characters `A-Za-z0-9-._~` encoded, and
    /// but `/` if `keepsSlash`.
    package static func encode(
        _ bytes: some Sequence<UInt8>,
        keepsSlash: Bool,
        into output: inout [UInt8]
    ) {
        let digits: StaticString = "0123456789ABCDEF"
        for byte in bytes {
            if isUnreserved(byte) || (keepsSlash && byte == UInt8(ascii: "/")) {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(digits.utf8Start[Int(byte >> 4)])
                output.append(digits.utf8Start[Int(byte & 15)])
            }
        }
    }

    /// `bytes` encoded as one path segment or query value, or as a path if `keepsSlash`.
    package static func encode(_ bytes: some Sequence<UInt8>, keepsSlash: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        encode(bytes, keepsSlash: keepsSlash, into: &output)
        return output
    }

    /// Appends `bytes` decoded once, a `+` as a space if `plusIsSpace` (as in queries).
    ///
    /// - Returns: false if a `%` is not followed by two hexadecimal digits; the output is then
    ///   partial.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer,
        plusIsSpace: Bool = false,
        into output: inout [UInt8]
    ) -> Bool {
        var start = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            let isSpace = plusIsSpace && byte == UInt8(ascii: "+")
            guard byte == UInt8(ascii: "%") || isSpace else {
                position &+= 1
                continue
            }
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
            if isSpace {
                output.append(0x20)
                position += 1
            } else {
                guard bytes.count - position >= 3, let high = digit(bytes[position + 1]),
                    let low = digit(bytes[position + 2])
                else { return false }
                output.append(high << 4 | low)
                position += 3
            }
            start = position
        }
        output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start...]))
        return true
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
