/// Comparison of names and tokens, which HTTP takes without regard to the case of ASCII letters.
package enum Token {
    /// Whether `bytes` are `lowercase` in any case of letters.
    ///
    /// `lowercase` has no upper-case letter.
    package static func equal(_ bytes: UnsafeRawBufferPointer, _ lowercase: StaticString) -> Bool {
        guard bytes.count == lowercase.utf8CodeUnitCount else { return false }
        return hasPrefix(bytes, lowercase)
    }

    /// Whether `bytes` begin with `lowercase` in any case of letters.
    package static func hasPrefix(
        _ bytes: UnsafeRawBufferPointer,
        _ lowercase: StaticString
    ) -> Bool {
        let length = lowercase.utf8CodeUnitCount
        guard bytes.count >= length else { return false }
        for index in 0..<length where lower(bytes[index]) != lowercase.utf8Start[index] {
            return false
        }
        return true
    }

    /// Whether two byte strings differ in nothing but the case of ASCII letters.
    package static func equal(
        _ left: UnsafeRawBufferPointer,
        _ right: UnsafeRawBufferPointer
    ) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where lower(left[index]) != lower(right[index]) {
            return false
        }
        return true
    }

    /// Whether `bytes` are a `token` of RFC 9110 section 5.6.2: one or more `tchar`.
    package static func isToken(_ bytes: UnsafeRawBufferPointer) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(CharacterClass.isToken)
    }

    /// The byte, as a lower-case letter if it is an upper-case one.
    @inline(__always)
    package static func lower(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// `range` without the spaces and tabs at its ends.
    package static func trimmed(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer)
        -> Range<Int>
    {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while start < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }
}
