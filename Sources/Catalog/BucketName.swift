/// The rule for bucket names: that of S3's oldest buckets, as existing stores have such.
package enum BucketName {
    /// 1 to 255 letters, digits, '.', '_' or '-'.
    package static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
        guard (1...MappingLimits.bucketBytes).contains(bytes.count) else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
