/// Percent-decoding, once: a '+' is a '+', for keys have such and nothing here is a form.
enum PercentDecoding {
    static func bytes(_ text: some StringProtocol, of name: String) throws(AdminError) -> [UInt8] {
        var output: [UInt8] = []
        let input = Array(text.utf8)
        var position = 0
        while position < input.count {
            if input[position] == UInt8(ascii: "%") {
                guard position + 2 < input.count, let high = digit(input[position + 1]),
                    let low = digit(input[position + 2])
                else {
                    throw .invalidArgument(
                        name,
                        String(text),
                        "must have two hexadecimal digits after each %"
                    )
                }
                output.append(high << 4 | low)
                position += 3
            } else {
                output.append(input[position])
                position += 1
            }
        }
        return output
    }

    static func text(_ text: some StringProtocol, of name: String) throws(AdminError) -> String {
        guard let decoded = String(validating: try bytes(text, of: name), as: UTF8.self) else {
            throw .invalidArgument(name, String(text), "must be UTF-8 when decoded")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
