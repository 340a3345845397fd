/// A request as the origin received it, byte for byte.
package struct OriginRequest: Sendable {
    package let method: String
    /// The request target exactly as it stood in the request line.
    package let target: String
    /// In order of arrival, names as sent.
    package let fields: [(name: String, value: String)]
    /// Counts the accepted connections from 0; two requests with one number shared a connection.
    package let connection: Int
    /// How many requests of the same method and path came before this one.
    package let ordinal: Int

    /// The body as it came, chunks and trailers included; empty where the origin does not collect.
    package var body: [UInt8] = []

    /// The target without its query.
    package var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// The value of the first field of a name, in any case.
    package subscript(_ name: String) -> String? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }?.value
    }

    /// The one range asked for, resolved for a body of a size; nil where there is no plain range.
    package func range(size: UInt64) -> Range<UInt64>? {
        guard let value = self["Range"], value.hasPrefix("bytes="), !value.contains(",") else {
            return nil
        }
        let ends = value.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let length = UInt64(ends[1]) else { return nil }
            return size - min(length, size)..<size
        }
        guard let first = UInt64(ends[0]) else { return nil }
        let last = UInt64(ends[1]) ?? .max
        guard last >= first, first < size else { return size..<size }
        return first..<(last >= size ? size : last + 1)
    }
}
