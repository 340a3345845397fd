/// Percent-encoding for request targets in tests.
package enum PercentEncoding {
    /// Encodes everything but unreserved characters and `/`.
    package static func path(_ path: String) -> String {
        encode(path, keeping: "/")
    }

    /// Encodes everything but unreserved characters: one segment, or a value of a query.
    package static func segment(_ segment: String) -> String {
        encode(segment, keeping: "")
    }

    private static func encode(_ text: String, keeping extra: String) -> String {
        let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
            .union(extra.utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
