/// Finds the `KnownField` of a name by its length, then by comparing with the few of that length.
enum KnownFieldLookup {
    /// The field of a name that is made of token characters only.
    static func find(_ base: UnsafeRawPointer, count: Int) -> KnownField? {
        if let found = count < 14 ? short(base, count) : long(base, count) { return found }
        return count > 11 && same(base, "x-amz-meta-") ? .xAmzMeta : nil
    }

    @inline(__always)
    private static func short(_ base: UnsafeRawPointer, _ count: Int) -> KnownField? {
        switch count {
        case 2:
            if same(base, "te") { return .te }
        case 4:
            if same(base, "host") { return .host }
            if same(base, "date") { return .date }
        case 5:
            if same(base, "range") { return .range }
        case 6:
            if same(base, "expect") { return .expect }
            if same(base, "accept") { return .accept }
            if same(base, "origin") { return .origin }
        case 7:
            if same(base, "expires") { return .expires }
            if same(base, "trailer") { return .trailer }
            if same(base, "upgrade") { return .upgrade }
        case 8:
            if same(base, "if-match") { return .ifMatch }
            if same(base, "if-range") { return .ifRange }
        case 9:
            if same(base, "x-amz-acl") { return .xAmzACL }
        case 10:
            if same(base, "connection") { return .connection }
            if same(base, "keep-alive") { return .keepAlive }
            if same(base, "user-agent") { return .userAgent }
            if same(base, "x-amz-date") { return .xAmzDate }
        case 11:
            if same(base, "content-md5") { return .contentMD5 }
            if same(base, "x-headwater") { return .xHeadwater }
        case 12:
            if same(base, "content-type") { return .contentType }
        case 13:
            if same(base, "if-none-match") { return .ifNoneMatch }
            if same(base, "authorization") { return .authorization }
            if same(base, "cache-control") { return .cacheControl }
            if same(base, "x-amz-trailer") { return .xAmzTrailer }
            if same(base, "x-amz-tagging") { return .xAmzTagging }
        default: break
        }
        return nil
    }

    @inline(__always)
    private static func long(_ base: UnsafeRawPointer, _ count: Int) -> KnownField? {
        switch count {
        case 14:
            if same(base, "content-length") { return .contentLength }
        case 15:
            if same(base, "accept-encoding") { return .acceptEncoding }
            if same(base, "idempotency-key") { return .idempotencyKey }
            if same(base, "x-headwater-via") { return .xHeadwaterVia }
        case 16:
            if same(base, "content-encoding") { return .contentEncoding }
            if same(base, "content-language") { return .contentLanguage }
            if same(base, "x-headwater-view") { return .xHeadwaterView }
            if same(base, "proxy-connection") { return .proxyConnection }
        case 17:
            if same(base, "transfer-encoding") { return .transferEncoding }
            if same(base, "if-modified-since") { return .ifModifiedSince }
            if same(base, "x-amz-copy-source") { return .xAmzCopySource }
        case 19:
            if same(base, "if-unmodified-since") { return .ifUnmodifiedSince }
            if same(base, "content-disposition") { return .contentDisposition }
            if same(base, "x-amz-storage-class") { return .xAmzStorageClass }
            if same(base, "x-amz-checksum-mode") { return .xAmzChecksumMode }
            if same(base, "x-amz-checksum-sha1") { return .xAmzChecksumSHA1 }
        case 20:
            if same(base, "x-amz-content-sha256") { return .xAmzContentSHA256 }
            if same(base, "x-amz-security-token") { return .xAmzSecurityToken }
            if same(base, "x-amz-checksum-crc32") { return .xAmzChecksumCRC32 }
        case 21:
            if same(base, "x-amz-checksum-crc32c") { return .xAmzChecksumCRC32C }
            if same(base, "x-amz-checksum-sha256") { return .xAmzChecksumSHA256 }
        case 24:
            if same(base, "x-amz-checksum-crc64nvme") { return .xAmzChecksumCRC64NVME }
        case 28:
            if same(base, "x-amz-decoded-content-length") { return .xAmzDecodedContentLength }
            if same(base, "x-amz-sdk-checksum-algorithm") { return .xAmzSDKChecksumAlgorithm }
        default: break
        }
        return nil
    }

    /// Whether the bytes begin with `lowercase`.
    ///
    /// Among token characters, the bit 0x20 changes letters to lower case and turns no other
    /// character into one that the names here have.
    @inline(__always)
    private static func same(_ base: UnsafeRawPointer, _ lowercase: StaticString) -> Bool {
        let name = UnsafeRawPointer(lowercase.utf8Start)
        let count = lowercase.utf8CodeUnitCount
        var index = 0
        while index &+ 8 <= count {
            guard word(base, index) | 0x2020_2020_2020_2020 == word(name, index) else {
                return false
            }
            index &+= 8
        }
        while index < count {
            let byte = base.load(fromByteOffset: index, as: UInt8.self)
            guard byte | 0x20 == name.load(fromByteOffset: index, as: UInt8.self) else {
                return false
            }
            index &+= 1
        }
        return true
    }

    @inline(__always)
    private static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
