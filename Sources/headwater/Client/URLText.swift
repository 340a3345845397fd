/// Percent-encoding for the paths and queries of requests.
enum URLText {
    /// Every byte but letters, digits, '-', '.', '_', '~' and, for paths, '/' as %XX.
    static func encode(_ bytes: some Sequence<UInt8>, keepsSlashes: Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                output.append(byte)
            case UInt8(ascii: "/") where keepsSlashes:
                output.append(byte)
            default:
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    static func path(_ text: String) -> String {
        encode(text.utf8, keepsSlashes: true)
    }

    static func query(_ text: String) -> String {
        encode(text.utf8, keepsSlashes: false)
    }
}
