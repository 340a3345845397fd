internal import Hashing

extension StoredChecksum {
    /// As in fields and documents: base64, of a composite one with the number of its parts.
    package var text: String {
        Base64.encode(value) + (kind == .composite ? "-\(parts)" : "")
    }

    /// `x-amz-checksum-…` and `x-amz-checksum-type`, as lines of a head.
    package var lines: [UInt8] {
        Array("\(algorithm.fieldName): \(text)\r\nx-amz-checksum-type: \(kind.name)\r\n".utf8)
    }

    /// The same for one part of the object, whose checksum is `value`; nothing where it has none.
    ///
    /// A client checks the bytes it gets with it: that of the whole object would be wrong there.
    package func partLines(_ value: [UInt8]) -> [UInt8] {
        guard value.count == algorithm.length else { return [] }
        let field = "\(algorithm.fieldName): \(Base64.encode(value))\r\n"
        return Array((field + "x-amz-checksum-type: \(kind.name)\r\n").utf8)
    }

    /// Appends the elements that documents have for a checksum.
    func write(_ writer: inout XMLWriter) {
        writer.element(algorithm.elementName, text)
        writer.element("ChecksumType", kind.name.description)
    }
}

extension ChecksumAlgorithm {
    /// The name in `x-amz-checksum-algorithm` and in documents.
    package var name: StaticString {
        switch self {
        case .crc32: "CRC32"
        case .crc32c: "CRC32C"
        case .crc64nvme: "CRC64NVME"
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        }
    }

    /// The element that carries a value in a document.
    package var elementName: StaticString {
        switch self {
        case .crc32: "ChecksumCRC32"
        case .crc32c: "ChecksumCRC32C"
        case .crc64nvme: "ChecksumCRC64NVME"
        case .sha1: "ChecksumSHA1"
        case .sha256: "ChecksumSHA256"
        }
    }

    /// The algorithm of a name, in any case of letters.
    package init?(name: [UInt8]) {
        let name = String(decoding: name, as: UTF8.self).uppercased()
        guard let found = Self.allCases.first(where: { $0.name.description == name }) else {
            return nil
        }
        self = found
    }
}
