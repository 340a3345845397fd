/// What names of buckets and objects may be.
package enum ObjectName {
    /// The longest key, in bytes of UTF-8.
    package static let keyBytes = 1024
    /// The longest name of a bucket, in bytes.
    package static let bucketBytes = 255

    /// Letters, digits, `.`, `_` and `-`, at most 255 of them, as stores of all ages have them; but
    /// neither `.` nor `..`, which clients normalise away.
    package static func checkBucket(_ bucket: UnsafeRawBufferPointer) throws(S3Error) {
        var isMadeWell = true
        var isDots = true
        for byte in bucket {
            isMadeWell = isMadeWell && isBucketCharacter(byte)
            isDots = isDots && byte == UInt8(ascii: ".")
        }
        guard isMadeWell, !(isDots && bucket.count <= 2), bucket.count <= bucketBytes else {
            throw S3Error(.invalidBucketName).with("BucketName", bucket)
        }
    }

    /// What a bucket may be called that is made by itself: today's rule of S3, which is narrower than
    /// what old buckets may be called.
    package static func checkNewBucket(_ bucket: [UInt8]) throws(S3Error) {
        func isEdge(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: false
            }
        }
        let isMadeWell = bucket.allSatisfy {
            isEdge($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        let labels = bucket.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isAddress =
            labels.count == 4 && labels.allSatisfy { $0.allSatisfy { $0 &- 0x30 < 10 } }
        guard (3...63).contains(bucket.count), isMadeWell, isEdge(bucket[0]),
            isEdge(bucket[bucket.count - 1]), !isAddress, !labels.contains(where: \.isEmpty)
        else { throw S3Error(.invalidBucketName).with("BucketName", bucket) }
    }

    private static func isBucketCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Any UTF-8 without NUL, 1 to 1,024 bytes.
    package static func checkKey(_ key: UnsafeRawBufferPointer) throws(S3Error) {
        guard key.count <= keyBytes else {
            throw S3Error(.keyTooLong).with("Size", "\(key.count)")
                .with("MaxSizeAllowed", "\(keyBytes)")
        }
        guard !key.isEmpty, isText(key) else {
            throw S3Error(.invalidURI, "A key is UTF-8 without NUL.")
        }
    }

    /// Whether the bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms) without NUL.
    static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        while position < bytes.count {
            if position &+ 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                // No byte has its high bit set, and none is 0: those would borrow.
                if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 {
                    position &+= 8
                    continue
                }
            }
            let byte = bytes[position]
            if byte &- 1 < 0x7F {
                position += 1
                continue
            }
            let length: Int
            // What the second byte may be; the later ones are 80...BF.
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch byte {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: length = 4
            default: return false
            }
            guard bytes.count - position >= length, second.contains(bytes[position + 1]) else {
                return false
            }
            for later in 2..<length where bytes[position + later] & 0xC0 != 0x80 {
                return false
            }
            position += length
        }
        return true
    }
}
