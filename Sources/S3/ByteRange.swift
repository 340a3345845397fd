/// The value of a Range field (RFC 9110 section 14.1.2), where it asks for one range of bytes.
package enum ByteRange: Equatable, Sendable {
    /// Nothing to heed: malformed, of another unit, or several ranges. As in S3 the answer is the
    /// whole object with status 200 (edge 9).
    case none
    /// `bytes=A-`
    case from(UInt64)
    /// `bytes=A-B`, A at most B.
    case fromTo(UInt64, UInt64)
    /// `bytes=-N`, the last N bytes.
    case suffix(UInt64)

    /// What a range comes to in an object of known size.
    package enum Resolved: Equatable, Sendable {
        /// The whole object, answered 200.
        case whole
        /// These bytes, at least one, answered 206.
        case part(Range<UInt64>)
        /// Answered 416 with `Content-Range: bytes */SIZE`.
        case unsatisfiable
    }

    /// Numbers above `UInt64.max` are taken as that.
    package static func parse(_ value: UnsafeRawBufferPointer) -> ByteRange {
        let unit: StaticString = "bytes="
        let start = unit.utf8CodeUnitCount
        guard value.count > start else { return .none }
        for index in 0..<start {
            // The name of a unit has no case (RFC 9110 section 14.1).
            let byte = value[index]
            let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
            guard lower == unit.utf8Start[index] else { return .none }
        }
        guard let hyphen = value[start...].firstIndex(of: UInt8(ascii: "-")) else { return .none }
        let first = number(value[start..<hyphen])
        let last = number(value[(hyphen + 1)...])
        switch (first, last) {
        case (.some(let first), .some(let last)):
            return first <= last ? .fromTo(first, last) : .none
        case (.some(let first), nil): return hyphen + 1 == value.count ? .from(first) : .none
        case (nil, .some(let count)): return hyphen == start ? .suffix(count) : .none
        case (nil, nil): return .none
        }
    }

    /// What the range comes to in `size` bytes.
    ///
    /// An empty object has no first byte, so that every range but a suffix is unsatisfiable there;
    /// a suffix of it is satisfiable (RFC 9110 section 14.1.2) but no Content-Range can say so, so
    /// it is the whole, answered 200.
    package func resolve(size: UInt64) -> Resolved {
        switch self {
        case .none: return .whole
        case .from(let first): return first < size ? .part(first..<size) : .unsatisfiable
        case .fromTo(let first, let last):
            guard first < size else { return .unsatisfiable }
            return .part(first..<min(last, size - 1) + 1)
        case .suffix(let count):
            guard count > 0 else { return .unsatisfiable }
            guard size > 0 else { return .whole }
            return .part((size - min(count, size))..<size)
        }
    }

    /// The value of Content-Range for a part of an object of `size` bytes.
    package static func contentRange(_ part: Range<UInt64>, size: UInt64) -> String {
        precondition(!part.isEmpty && part.upperBound <= size, "\(part) of \(size)")
        return "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
    }

    /// The value of Content-Range in a 416.
    package static func unsatisfiedContentRange(size: UInt64) -> String {
        "bytes */\(size)"
    }

    /// One or more digits and nothing else.
    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard byte &- 0x30 < 10 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
            value = overflow || carry ? .max : sum
        }
        return value
    }
}
