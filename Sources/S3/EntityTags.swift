/// The list of an If-Match or If-None-Match field (RFC 9110 section 13.1).
///
/// A tag without quotes is accepted, as S3 accepts it. What cannot be read matches nothing.
enum EntityTags {
    enum Comparison {
        /// Neither tag is weak.
        case strong
        /// Whether tags are weak does not matter.
        case weak
    }

    /// Whether the list is `*` or has a tag that equals `etag`, which is strong and without quotes;
    /// nil is an object whose tag is not known, which only `*` matches.
    static func matches(
        _ list: [UInt8],
        _ etag: UnsafeRawBufferPointer?,
        _ comparison: Comparison
    ) -> Bool {
        list.withRawBytes { list in
            if list.count == 1, list[0] == UInt8(ascii: "*") { return true }
            guard let etag else { return false }
            var position = 0
            while position < list.count {
                let byte = list[position]
                if byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") {
                    position += 1
                    continue
                }
                guard let tag = next(list, &position) else { return false }
                if comparison == .strong && tag.isWeak { continue }
                if list[tag.range].elementsEqual(etag) { return true }
            }
            return false
        }
    }

    /// One tag from `position` on, which moves behind it; nil if it is malformed.
    static func next(
        _ list: UnsafeRawBufferPointer,
        _ position: inout Int
    ) -> (range: Range<Int>, isWeak: Bool)? {
        var start = position
        var isWeak = false
        if list.count - start >= 2, list[start] == UInt8(ascii: "W"),
            list[start + 1] == UInt8(ascii: "/")
        {
            isWeak = true
            start += 2
        }
        guard start < list.count else { return nil }
        if list[start] == UInt8(ascii: "\"") {
            guard let end = list[(start + 1)...].firstIndex(of: UInt8(ascii: "\"")) else {
                return nil
            }
            position = end + 1
            return (start + 1..<end, isWeak)
        }
        var end = start
        while end < list.count, list[end] != UInt8(ascii: ","), list[end] != 0x20,
            list[end] != 0x09
        {
            guard list[end] != UInt8(ascii: "\"") else { return nil }
            end += 1
        }
        position = end
        return (start..<end, isWeak)
    }
}
