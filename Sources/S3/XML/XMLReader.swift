/// Reads a document of XML 1.0 in UTF-8, whole and strictly, into a tree of elements.
///
/// Of XML it knows what S3's documents are made of: elements, attributes, character data, CDATA,
/// comments, the five named references and those by number. A document type, and with it every
/// entity of its own, is refused, as are processing instructions. What it takes is bounded in
/// bytes, depth and number (`XMLLimits`).
///
/// Source: Extensible Markup Language (XML) 1.0, fifth edition.
package struct XMLReader {
    private let bytes: [UInt8]
    private let limits: XMLLimits
    private var position = 0
    private var elements = 0

    /// The root element of a document.
    package static func read(
        _ bytes: [UInt8],
        limits: XMLLimits = XMLLimits()
    ) throws(XMLError) -> XMLElement {
        guard bytes.count <= limits.bytes else {
            throw XMLError(
                reason: "A document may have \(limits.bytes) bytes at most.",
                position: limits.bytes
            )
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw XMLError(reason: "The document is not UTF-8.", position: 0)
        }
        var reader = XMLReader(bytes: bytes, limits: limits)
        return try reader.document()
    }

    private init(bytes: [UInt8], limits: XMLLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func document() throws(XMLError) -> XMLElement {
        _ = take("\u{FEFF}")
        if has("<?xml"), position + 5 < bytes.count, Self.isSpace(bytes[position + 5]) {
            try declaration()
        }
        try miscellaneous()
        guard take("<") else { throw error("An element is missing") }
        let root = try element(depth: 1)
        try miscellaneous()
        guard position == bytes.count else { throw error("Something follows the document") }
        return root
    }

    /// `<?xml version="1.0" encoding="UTF-8"?>`; another encoding is refused.
    private mutating func declaration() throws(XMLError) {
        position += 5
        while true {
            let hadSpace = skipSpace()
            if take("?>") { return }
            guard hadSpace else { throw error("The XML declaration is malformed") }
            let attribute = try attribute()
            guard attribute.name != "encoding" || attribute.value.lowercased() == "utf-8" else {
                throw error("The encoding is not UTF-8")
            }
        }
    }

    /// Comments and white space around the root element.
    private mutating func miscellaneous() throws(XMLError) {
        while true {
            skipSpace()
            guard take("<!--") else { return }
            try comment()
        }
    }

    // MARK: Elements

    /// An element whose `<` is taken.
    private mutating func element(depth: Int) throws(XMLError) -> XMLElement {
        guard !has("!DOCTYPE") else { throw error("A document type is not allowed") }
        guard !has("?") else { throw error("A processing instruction is not allowed") }
        guard depth <= limits.depth else {
            throw error("More than \(limits.depth) elements are inside of each other")
        }
        elements += 1
        guard elements <= limits.elements else {
            throw error("The document has more than \(limits.elements) elements")
        }
        let tag = try name()
        var attributes: [String] = []
        while true {
            let hadSpace = skipSpace()
            if take("/>") { return made(tag, [], []) }
            if take(">") { break }
            guard hadSpace, attributes.count < limits.attributes else {
                throw error("A tag is malformed or has too many attributes")
            }
            let attribute = try attribute()
            guard !attributes.contains(attribute.name) else {
                throw error("An attribute comes twice")
            }
            attributes.append(attribute.name)
        }
        return try content(of: tag, depth: depth)
    }

    private mutating func content(of tag: Range<Int>, depth: Int) throws(XMLError) -> XMLElement {
        var text: [UInt8] = []
        var children: [XMLElement] = []
        while true {
            try characters(into: &text)
            if take("</") {
                let end = try name()
                guard bytes[end].elementsEqual(bytes[tag]) else {
                    throw error("An end tag is not that of its element")
                }
                skipSpace()
                guard take(">") else { throw error("An end tag is malformed") }
                return made(tag, text, children)
            } else if take("<!--") {
                try comment()
            } else if take("<![CDATA[") {
                try unparsed(into: &text)
            } else if take("<") {
                children.append(try element(depth: depth + 1))
            } else {
                throw error("An element has no end")
            }
        }
    }

    private func made(_ tag: Range<Int>, _ text: [UInt8], _ children: [XMLElement]) -> XMLElement {
        let colon = bytes[tag].lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? tag.lowerBound
        return XMLElement(
            name: String(decoding: bytes[colon..<tag.upperBound], as: UTF8.self),
            text: String(decoding: text, as: UTF8.self),
            children: children
        )
    }

    private mutating func attribute() throws(XMLError) -> (name: String, value: String) {
        let name = String(decoding: bytes[try name()], as: UTF8.self)
        skipSpace()
        guard take("=") else { throw error("An attribute has no value") }
        skipSpace()
        guard position < bytes.count, [0x22, 0x27].contains(bytes[position]) else {
            throw error("The value of an attribute is not quoted")
        }
        let quote = bytes[position]
        position += 1
        var value: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            guard bytes[position] != UInt8(ascii: "<") else {
                throw error("The value of an attribute has a <")
            }
            try character(into: &value)
        }
        guard position < bytes.count else { throw error("The value of an attribute has no end") }
        position += 1
        return (name, String(decoding: value, as: UTF8.self))
    }

    private mutating func name() throws(XMLError) -> Range<Int> {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        guard position > start, !Self.isInnerNameByte(bytes[start]) else {
            throw error("A name is missing or malformed")
        }
        guard position - start <= limits.nameBytes else { throw error("A name is too long") }
        guard bytes[position - 1] != UInt8(ascii: ":") else {
            throw error("A name ends in a colon")
        }
        return start..<position
    }

    // MARK: Characters

    /// Character data up to the next `<` or the end of the document.
    private mutating func characters(into text: inout [UInt8]) throws(XMLError) {
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            guard !has("]]>") else { throw error("]]> may not be in character data") }
            try character(into: &text)
        }
    }

    /// One byte or one reference.
    private mutating func character(into text: inout [UInt8]) throws(XMLError) {
        if bytes[position] == UInt8(ascii: "&") { return try reference(into: &text) }
        try plainCharacter(into: &text)
    }

    private mutating func plainCharacter(into text: inout [UInt8]) throws(XMLError) {
        let byte = bytes[position]
        guard byte >= 0x20 || Self.isSpace(byte) else {
            throw error("A control character is not allowed")
        }
        // U+FFFE and U+FFFF are the only encoded characters that XML does not have.
        guard byte != 0xEF || !(has("\u{FFFE}") || has("\u{FFFF}")) else {
            throw error("A character is not one of XML")
        }
        position += 1
        guard byte == 0x0D else { return text.append(byte) }
        text.append(0x0A)
        _ = take("\n")
    }

    private mutating func unparsed(into text: inout [UInt8]) throws(XMLError) {
        while !take("]]>") {
            guard position < bytes.count else { throw error("A CDATA section has no end") }
            try plainCharacter(into: &text)
        }
    }

    private mutating func comment() throws(XMLError) {
        var ignored: [UInt8] = []
        while !take("--") {
            guard position < bytes.count else { throw error("A comment has no end") }
            try plainCharacter(into: &ignored)
            ignored.removeAll(keepingCapacity: true)
        }
        guard take(">") else { throw error("A comment has -- in it") }
    }

    private mutating func reference(into text: inout [UInt8]) throws(XMLError) {
        for (name, byte) in Self.named where take(name) { return text.append(byte) }
        guard take("&#") else { throw error("An entity is not one of the five of XML") }
        let isHexadecimal = take("x")
        let start = position
        var value: UInt32 = 0
        while position < bytes.count, let digit = PercentCoding.digit(bytes[position]),
            isHexadecimal || digit < 10, position - start < 8
        {
            value = value &* (isHexadecimal ? 16 : 10) &+ UInt32(digit)
            position += 1
        }
        guard position > start, take(";"), let scalar = Unicode.Scalar(value),
            value >= 0x20 || value == 0x09 || value == 0x0A || value == 0x0D,
            value & ~1 != 0xFFFE
        else { throw error("A character reference is malformed or not one of XML") }
        text += UTF8.encode(scalar).map(Array.init) ?? []
    }

    private static let named: [(StaticString, UInt8)] = [
        ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")), ("&amp;", UInt8(ascii: "&")),
        ("&quot;", UInt8(ascii: "\"")), ("&apos;", UInt8(ascii: "'")),
    ]

    // MARK: Bytes

    private func has(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard has(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    /// Whether there was any.
    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = position
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        return position > start
    }

    private func error(_ reason: String) -> XMLError {
        XMLError(reason: reason + ".", position: position)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...:
            true
        default: isInnerNameByte(byte)
        }
    }

    /// Bytes of names that begin none.
    private static func isInnerNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }
}
