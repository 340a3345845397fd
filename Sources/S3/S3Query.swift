/// The query of a request target, as ranges into the buffer that it was parsed from.
package struct S3Query: Sendable {
    /// One `name=value` or `name`.
    package struct Item: Sendable {
        /// As written, still encoded.
        package let name: Range<Int>
        /// As written, still encoded; empty where there is no `=`.
        package let value: Range<Int>
        package let parameter: QueryParameter?
    }

    /// In the order of the query, without empty ones.
    package private(set) var items: [Item] = []
    private var present: UInt64 = 0

    /// No query.
    package init() {}

    /// Whether the parameter is there, with a value or without.
    package func has(_ parameter: QueryParameter) -> Bool {
        present >> UInt64(parameter.rawValue) & 1 == 1
    }

    /// The first sub-resource of an object in the query, in the order of the parameters' names.
    package var objectSubresource: QueryParameter? {
        present == 0 ? nil : QueryParameter.allCases.first { has($0) && $0.isObjectSubresource }
    }

    /// The first sub-resource of a bucket in the query, in the order of the parameters' names.
    package var bucketSubresource: QueryParameter? {
        present == 0 ? nil : QueryParameter.allCases.first { has($0) && $0.isBucketSubresource }
    }

    /// The decoded value of the first item of that name, or nil if there is none.
    ///
    /// - Throws: InvalidURI where the percent-encoding is broken, InvalidArgument where the value
    ///   is not UTF-8.
    package func value(
        _ parameter: QueryParameter,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> [UInt8]? {
        guard has(parameter), let item = items.first(where: { $0.parameter == parameter }) else {
            return nil
        }
        let raw = UnsafeRawBufferPointer(rebasing: bytes[item.value])
        var value: [UInt8] = []
        guard PercentCoding.decode(raw, plusIsSpace: true, into: &value) else {
            throw S3Error(.invalidURI)
        }
        guard value.withRawBytes({ ObjectName.isText($0) }) else {
            throw .invalidArgument(
                "The value is not UTF-8 without NUL.",
                name: parameter.name,
                value: value
            )
        }
        return value
    }

    mutating func parse(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) {
        items.removeAll(keepingCapacity: true)
        present = 0
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            var equals: Int?
            while end < range.upperBound, bytes[end] != UInt8(ascii: "&") {
                if equals == nil, bytes[end] == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            if end > start {
                append(start..<(equals ?? end), min((equals ?? end) + 1, end)..<end, bytes)
            }
            start = end + 1
        }
    }

    private mutating func append(
        _ name: Range<Int>,
        _ value: Range<Int>,
        _ bytes: UnsafeRawBufferPointer
    ) {
        let raw = UnsafeRawBufferPointer(rebasing: bytes[name])
        var parameter = QueryParameter(raw)
        if parameter == nil, raw.contains(UInt8(ascii: "%")) {
            // A sub-resource that is spelt with escapes is one all the same.
            var decoded: [UInt8] = []
            if PercentCoding.decode(raw, plusIsSpace: true, into: &decoded) {
                parameter = decoded.withRawBytes { QueryParameter($0) }
            }
        }
        if let parameter { present |= 1 << UInt64(parameter.rawValue) }
        items.append(Item(name: name, value: value, parameter: parameter))
    }
}
