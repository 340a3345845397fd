/// A request head read just well enough for a test origin: it trusts its client's syntax.
struct OriginRequestHead {
    var method: String
    var target: String
    var fields: [(name: String, value: String)]
    /// The bytes of the head with its empty line.
    var length: Int
    var bodyLength: Int
    var isChunked = false
    var expectsContinue = false

    /// Nil until the empty line has arrived.
    init?(_ bytes: some RandomAccessCollection<UInt8>) {
        let bytes = Array(bytes)
        let marker: [UInt8] = [13, 10, 13, 10]
        guard
            let end = bytes.indices.dropLast(3).first(where: { start in
                bytes[start] == 13 && bytes[start..<start + 4].elementsEqual(marker)
            })
        else { return nil }
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = (lines.first ?? "").split(separator: " ")
        method = words.first.map(String.init) ?? ""
        target = words.dropFirst().first.map(String.init) ?? ""
        length = end + 4
        bodyLength = 0
        fields = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon])
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            if name.lowercased() == "content-length" { bodyLength = Int(value) ?? 0 }
            if name.lowercased() == "transfer-encoding" { isChunked = true }
            if name.lowercased() == "expect" { expectsContinue = true }
            fields.append((name, value))
        }
    }
}
