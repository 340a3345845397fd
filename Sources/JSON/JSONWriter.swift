/// Renders a JSON value as UTF-8 without white space, or indented for people.
package enum JSONWriter {
    /// One line: fit for NDJSON.
    package static func bytes(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        write(value, indent: nil, into: &output)
        return output
    }

    /// Text for people: two spaces for each level.
    package static func indented(_ value: JSONValue) -> String {
        var output: [UInt8] = []
        write(value, indent: 0, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private static func write(_ value: JSONValue, indent: Int?, into output: inout [UInt8]) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let integer): output.append(contentsOf: String(integer).utf8)
        case .number(let number):
            // RFC 8259 has no infinities; whoever computes one means "unknown".
            output.append(contentsOf: (number.isFinite ? "\(number)" : "null").utf8)
        case .string(let text): write(text, into: &output)
        case .array(let elements):
            list(elements, brackets: "[]", indent: indent, into: &output) {
                element,
                inner,
                output in
                write(element, indent: inner, into: &output)
            }
        case .object(let members):
            list(members, brackets: "{}", indent: indent, into: &output) { member, inner, output in
                write(member.name, into: &output)
                output.append(UInt8(ascii: ":"))
                if inner != nil { output.append(UInt8(ascii: " ")) }
                write(member.value, indent: inner, into: &output)
            }
        }
    }

    private static func list<Element>(
        _ elements: [Element],
        brackets: String,
        indent: Int?,
        into output: inout [UInt8],
        _ body: (Element, Int?, inout [UInt8]) -> Void
    ) {
        let brackets = Array(brackets.utf8)
        output.append(brackets[0])
        let inner = indent.map { $0 + 1 }
        for (position, element) in elements.enumerated() {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            newline(inner, into: &output)
            body(element, inner, &output)
        }
        if !elements.isEmpty { newline(indent, into: &output) }
        output.append(brackets[1])
    }

    private static func newline(_ indent: Int?, into output: inout [UInt8]) {
        guard let indent else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
    }

    private static func write(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
            case 0x0A: output.append(contentsOf: "\\n".utf8)
            case 0x0D: output.append(contentsOf: "\\r".utf8)
            case 0x09: output.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                let digits = Array("0123456789abcdef".utf8)
                output.append(contentsOf: "\\u00".utf8)
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
