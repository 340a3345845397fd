/// Appends the elements of an XML 1.0 document in UTF-8.
struct XMLWriter {
    private(set) var bytes: [UInt8]

    init(reservingCapacity capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8
    }

    mutating func open(_ name: StaticString, namespace: Bool = false) {
        bytes.append(UInt8(ascii: "<"))
        append(name)
        if namespace { bytes += " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"".utf8 }
        bytes.append(UInt8(ascii: ">"))
    }

    /// An element with attributes, which are written as they are.
    mutating func open(_ name: StaticString, attributes: StaticString) {
        bytes.append(UInt8(ascii: "<"))
        append(name)
        bytes.append(0x20)
        append(attributes)
        bytes.append(UInt8(ascii: ">"))
    }

    mutating func close(_ name: StaticString) {
        bytes += "</".utf8
        append(name)
        bytes.append(UInt8(ascii: ">"))
    }

    mutating func element(_ name: StaticString, _ text: String) {
        element(name, Array(text.utf8))
    }

    mutating func element(_ name: StaticString, _ text: [UInt8]) {
        open(name)
        append(text)
        close(name)
    }

    /// The text with the characters escaped that mean something, and U+FFFD for those that XML 1.0
    /// (section 2.2) does not have and for bytes that are not UTF-8.
    ///
    /// A CR is written as a reference, because readers turn it into LF otherwise.
    private mutating func append(_ text: [UInt8]) {
        if text.allSatisfy(Self.isPlain) {
            bytes += text
        } else if text.allSatisfy({ $0 < 0x80 }) {
            for byte in text { append(ascii: byte) }
        } else {
            for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
                if scalar.value < 0x80 {
                    append(ascii: UInt8(scalar.value))
                } else if scalar.value == 0xFFFE || scalar.value == 0xFFFF {
                    bytes += "\u{FFFD}".utf8
                } else {
                    bytes += UTF8.encode(scalar).map(Array.init) ?? []
                }
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): false
        default: byte >= 0x20 && byte < 0x80
        }
    }

    private mutating func append(ascii byte: UInt8) {
        switch byte {
        case UInt8(ascii: "&"): bytes += "&amp;".utf8
        case UInt8(ascii: "<"): bytes += "&lt;".utf8
        case UInt8(ascii: ">"): bytes += "&gt;".utf8
        case UInt8(ascii: "\""): bytes += "&quot;".utf8
        case 0x0D: bytes += "&#xD;".utf8
        case 0x09, 0x0A, 0x20...: bytes.append(byte)
        default: bytes += "\u{FFFD}".utf8
        }
    }

    private mutating func append(_ name: StaticString) {
        bytes += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }
}
