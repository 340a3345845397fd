/// A strict reader of one JSON text (RFC 8259).
///
/// Stricter than many, as what it reads decides where a bucket's bytes come from: a repeated member
/// is refused rather than one of the two chosen, and so are lone surrogates, bad UTF-8, comments,
/// trailing commas and anything after the value. Memory is bounded by `JSONLimits`.
package struct JSONReader {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0

    private static let fewMembers = 16

    private init(_ bytes: [UInt8], _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Reads a whole text.
    package static func read(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError)
        -> JSONValue
    {
        guard bytes.count <= limits.bytes else {
            throw JSONError("longer than \(limits.bytes) bytes", offset: limits.bytes)
        }
        var reader = JSONReader(bytes, limits)
        let value = try reader.value(depth: 0)
        reader.skipWhitespace()
        guard reader.position == bytes.count else {
            throw reader.error("something follows the value")
        }
        return value
    }

    private func error(_ reason: String) -> JSONError {
        JSONError(reason, offset: position)
    }

    private var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipWhitespace()
        guard let byte = next else { throw error("a value is missing") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw error("a value cannot begin here")
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError)
        -> JSONValue
    {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: expected) else {
            throw error("a value cannot begin here")
        }
        position += expected.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        try open(depth: depth)
        var members: [JSONMember] = []
        // Only objects of many members need a set to tell a repeated name.
        var names: Set<String> = []
        guard !closes(with: UInt8(ascii: "}")) else { return .object([]) }
        while true {
            skipWhitespace()
            guard next == UInt8(ascii: "\"") else { throw error("a member's name is missing") }
            let start = position
            let name = try string()
            if members.count == Self.fewMembers { names = Set(members.map(\.name)) }
            let isNew =
                members.count < Self.fewMembers
                ? !members.contains { $0.name == name } : names.insert(name).inserted
            guard isNew else {
                throw JSONError("the member \"\(name)\" appears twice", offset: start)
            }
            skipWhitespace()
            guard next == UInt8(ascii: ":") else { throw error("':' is missing") }
            position += 1
            members.append(JSONMember(name, try value(depth: depth)))
            guard members.count <= limits.elements else { throw error("too many members") }
            guard try continues(closing: UInt8(ascii: "}")) else { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        try open(depth: depth)
        var elements: [JSONValue] = []
        guard !closes(with: UInt8(ascii: "]")) else { return .array([]) }
        while true {
            elements.append(try value(depth: depth))
            guard elements.count <= limits.elements else { throw error("too many elements") }
            guard try continues(closing: UInt8(ascii: "]")) else { return .array(elements) }
        }
    }

    private mutating func open(depth: Int) throws(JSONError) {
        guard depth <= limits.depth else { throw error("nested deeper than \(limits.depth)") }
        position += 1
    }

    private mutating func closes(with byte: UInt8) -> Bool {
        skipWhitespace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func continues(closing: UInt8) throws(JSONError) -> Bool {
        if closes(with: closing) { return false }
        guard next == UInt8(ascii: ",") else { throw error("',' or the end is missing") }
        position += 1
        return true
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        var isWhole = true
        if next == UInt8(ascii: "-") { position += 1 }
        let leadsWithZero = next == UInt8(ascii: "0")
        let digits = try skipDigits()
        guard !leadsWithZero || digits == 1 else {
            throw JSONError("a number cannot begin with 0", offset: start)
        }
        if next == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            _ = try skipDigits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            _ = try skipDigits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            throw JSONError("a number out of range", offset: start)
        }
        return .number(number)
    }

    private mutating func skipDigits() throws(JSONError) -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            position += 1
        }
        guard position > start else { throw error("a digit is missing") }
        return position - start
    }

    private mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while true {
            let plain = bytes[position...].prefix { byte in
                byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            }
            position = plain.endIndex
            switch next {
            case UInt8(ascii: "\""):
                position += 1
                // Most strings have no escape: their bytes need not be gathered first.
                let valid =
                    text.isEmpty
                    ? String(validating: plain, as: UTF8.self)
                    : String(validating: text + plain, as: UTF8.self)
                guard let valid else {
                    throw JSONError("a string that is not UTF-8", offset: start)
                }
                return valid
            case UInt8(ascii: "\\"):
                text += plain
                try escape(into: &text)
            case nil: throw JSONError("a string without end", offset: start)
            default: throw error("a control character in a string")
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        position += 1
        guard let byte = next else { throw error("an escape is cut off") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try unicode(into: &text)
        default: throw error("an unknown escape")
        }
    }

    private mutating func unicode(into text: inout [UInt8]) throws(JSONError) {
        var code = UInt32(try fourHexadecimalDigits())
        if (0xD800...0xDBFF).contains(code) {
            guard next == UInt8(ascii: "\\") else { throw error("half a surrogate pair") }
            position += 1
            guard next == UInt8(ascii: "u") else { throw error("half a surrogate pair") }
            position += 1
            let low = UInt32(try fourHexadecimalDigits())
            guard (0xDC00...0xDFFF).contains(low) else { throw error("half a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
        text.append(contentsOf: String(Character(scalar)).utf8)
    }

    private mutating func fourHexadecimalDigits() throws(JSONError) -> UInt16 {
        guard bytes.count - position >= 4 else { throw error("an escape is cut off") }
        var value: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw error("an escape that is not hexadecimal")
            }
            value = value << 4 | UInt16(digit)
        }
        position += 4
        return value
    }
}
