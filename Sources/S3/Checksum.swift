/// A cyclic redundancy check over bytes that arrive in pieces: CRC32, CRC32C or CRC64NVME.
///
/// Eight bytes a step with eight tables ("slicing-by-8"). The three are of one kind: reflected,
/// with all bits set at first and inverted at last.
package struct Checksum: Sendable {
    /// Those of `ChecksumAlgorithm` that are computed here.
    package enum Algorithm: CaseIterable, Sendable {
        /// ISO 3309 and zlib; polynomial 04C11DB7.
        case crc32
        /// RFC 3720 (Castagnoli); polynomial 1EDC6F41.
        case crc32c
        /// NVM Express; polynomial AD93D23594C93659.
        case crc64nvme

        /// Nil for those that are digests.
        package init?(_ algorithm: ChecksumAlgorithm) {
            switch algorithm {
            case .crc32: self = .crc32
            case .crc32c: self = .crc32c
            case .crc64nvme: self = .crc64nvme
            case .sha1, .sha256: return nil
            }
        }

        /// The length of a value in bytes.
        var length: Int { self == .crc64nvme ? 8 : 4 }

        /// With its bits in reverse order.
        var polynomial: UInt64 {
            switch self {
            case .crc32: 0xEDB8_8320
            case .crc32c: 0x82F6_3B78
            case .crc64nvme: 0x9A6C_9329_AC4B_C9B5
            }
        }
    }

    private let algorithm: Algorithm
    private let tables: [UInt64]
    private var register: UInt64

    /// The checksum of nothing yet.
    package init(_ algorithm: Algorithm) {
        self.algorithm = algorithm
        switch algorithm {
        case .crc32: tables = Self.tables32
        case .crc32c: tables = Self.tables32C
        case .crc64nvme: tables = Self.tables64
        }
        register = algorithm == .crc64nvme ? .max : UInt64(UInt32.max)
    }

    /// Takes the next bytes, in pieces of any length.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        var register = register
        tables.withUnsafeBufferPointer { tables in
            var position = 0
            while position &+ 8 <= bytes.count {
                let word =
                    register
                    ^ UInt64(
                        littleEndian: base.loadUnaligned(
                            fromByteOffset: position,
                            as: UInt64.self
                        )
                    )
                register =
                    tables[1792 + Int(word & 255)] ^ tables[1536 + Int(word &>> 8 & 255)]
                    ^ tables[1280 + Int(word &>> 16 & 255)] ^ tables[1024 + Int(word &>> 24 & 255)]
                    ^ tables[768 + Int(word &>> 32 & 255)] ^ tables[512 + Int(word &>> 40 & 255)]
                    ^ tables[256 + Int(word &>> 48 & 255)] ^ tables[Int(word &>> 56)]
                position &+= 8
            }
            while position < bytes.count {
                let byte = base.load(fromByteOffset: position, as: UInt8.self)
                register = register &>> 8 ^ tables[Int(UInt8(truncatingIfNeeded: register) ^ byte)]
                position &+= 1
            }
        }
        self.register = register
    }

    /// The value over what was given so far, highest byte first, as S3 writes it in base64.
    package var value: [UInt8] {
        (1...algorithm.length).map { index in
            UInt8(truncatingIfNeeded: ~register >> UInt64((algorithm.length - index) * 8))
        }
    }

    private static let tables32 = makeTables(Algorithm.crc32.polynomial)
    private static let tables32C = makeTables(Algorithm.crc32c.polynomial)
    private static let tables64 = makeTables(Algorithm.crc64nvme.polynomial)

    /// Table k has, for each byte, what it leaves in the register k bytes later.
    private static func makeTables(_ polynomial: UInt64) -> [UInt64] {
        var tables: [UInt64] = []
        tables.reserveCapacity(2048)
        for byte in UInt64(0)..<256 {
            var register = byte
            for _ in 0..<8 {
                register = register >> 1 ^ (register & 1 == 1 ? polynomial : 0)
            }
            tables.append(register)
        }
        for index in 256..<2048 {
            let before = tables[index - 256]
            tables.append(before >> 8 ^ tables[Int(before & 255)])
        }
        return tables
    }
}
