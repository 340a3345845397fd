/// How an object is cut into the parts of a multipart upload.
///
/// S3 allows 10,000 parts of 5 MiB (but the last) to 5 GiB, and 5 TB together. Where the size is
/// known all parts are of one size, as some stores want it. Where it is not, each 1,000 parts are
/// twice the size of those before: small objects begin to move early, and 10,000 parts still hold
/// 8 TiB.
/// Source: "Amazon S3 multipart upload limits" in the S3 user guide.
package struct PartSizes: Equatable, Sendable {
    /// The size of a part, unless that would make too many.
    package static let usual: UInt64 = 8 << 20
    package static let mostParts = 10_000
    private static let partsOfOneSize = 1_000

    /// The size of all parts where the object's is known.
    private let fixed: UInt64?

    /// - Parameter objectSize: in bytes; nil where it is not known.
    package init(objectSize: UInt64?) {
        fixed = objectSize.map { size in
            let even = (size + UInt64(Self.mostParts) - 1) / UInt64(Self.mostParts)
            // Whole mebibytes, so that parts begin at pages.
            let rounded = ((even + (1 << 20) - 1) >> 20) << 20
            return max(Self.usual, rounded)
        }
    }

    /// The size of the part of this number, from 1 on; the last one is what is left.
    package func size(ofPart number: Int) -> UInt64 {
        precondition((1...Self.mostParts).contains(number), "part \(number)")
        return fixed ?? Self.usual << UInt64((number - 1) / Self.partsOfOneSize)
    }
}
