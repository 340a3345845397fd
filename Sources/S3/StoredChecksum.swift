/// A checksum that is kept with an object and given back when it is asked for.
package struct StoredChecksum: Sendable, Equatable {
    /// What the checksum is over.
    package enum Kind: UInt8, Sendable {
        /// The bytes of the object.
        case fullObject = 0
        /// The checksums of its parts, one after the other.
        case composite = 1

        package var name: StaticString { self == .fullObject ? "FULL_OBJECT" : "COMPOSITE" }

        /// The kind of a name, as clients write it.
        package init?(_ name: [UInt8]) {
            switch String(decoding: name, as: UTF8.self) {
            case "FULL_OBJECT": self = .fullObject
            case "COMPOSITE": self = .composite
            default: return nil
            }
        }
    }

    package let algorithm: ChecksumAlgorithm
    package let kind: Kind
    /// Highest byte first.
    package let value: [UInt8]
    /// How many parts a composite one is over.
    package let parts: UInt32

    package init(
        _ algorithm: ChecksumAlgorithm,
        _ kind: Kind = .fullObject,
        value: [UInt8],
        parts: UInt32 = 0
    ) {
        self.algorithm = algorithm
        self.kind = kind
        self.value = value
        self.parts = parts
    }
}
