internal import HTTP1
internal import Hashing

/// The text of a request that a signature is made of, in AWS signature version 4 as S3 applies it:
/// the path is encoded once and never normalised.
///
/// Source: "Create a signed AWS API request", step 1, and "Authenticating Requests: Using the
/// Authorization Header" in the S3 API reference. Its parts are appended in the order of its
/// functions. One value serves many requests and keeps its storage.
struct CanonicalRequest: Sendable {
    /// A parameter as it stands in `text`, encoded.
    private struct Parameter {
        let name: Range<Int>
        let value: Range<Int>
    }

    private static let newline = UInt8(ascii: "\n")

    /// The text so far.
    private(set) var text: [UInt8] = []
    private var query: [UInt8] = []

    /// Begins a request over.
    mutating func begin(method: some Collection<UInt8>) {
        text.removeAll(keepingCapacity: true)
        text += method
        text.append(Self.newline)
    }

    /// The path as it was sent; an empty one is `/`.
    mutating func appendPath(_ path: UnsafeRawBufferPointer) {
        if path.isEmpty { text.append(UInt8(ascii: "/")) }
        Self.appendCanonical(path, keepsSlash: true, plusIsSpace: false, into: &text)
        text.append(Self.newline)
    }

    /// The query as it was sent, without its question mark, sorted by names and then by values.
    ///
    /// `leavesOutSignature` is for a presigned URL, whose own signature cannot be signed.
    mutating func appendQuery(_ raw: UnsafeRawBufferPointer, leavesOutSignature: Bool = false) {
        defer { text.append(Self.newline) }
        guard !raw.isEmpty else { return }
        query.removeAll(keepingCapacity: true)
        var parameters: [Parameter] = []
        for item in raw.split(separator: UInt8(ascii: "&")) {
            let equals = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            let start = query.count
            appendEncoded(item[..<equals])
            let middle = query.count
            if equals < item.endIndex { appendEncoded(item[(equals + 1)...]) }
            let parameter = Parameter(name: start..<middle, value: middle..<query.count)
            if leavesOutSignature, query[parameter.name].elementsEqual("X-Amz-Signature".utf8) {
                continue
            }
            parameters.append(parameter)
        }
        parameters.sort { left, right in
            if query[left.name].elementsEqual(query[right.name]) {
                return query[left.value].lexicographicallyPrecedes(query[right.value])
            }
            return query[left.name].lexicographicallyPrecedes(query[right.name])
        }
        for (index, parameter) in parameters.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            text += query[parameter.name]
            text.append(UInt8(ascii: "="))
            text += query[parameter.value]
        }
    }

    private mutating func appendEncoded(_ part: Slice<UnsafeRawBufferPointer>) {
        Self.appendCanonical(
            UnsafeRawBufferPointer(rebasing: part),
            keepsSlash: false,
            plusIsSpace: true,
            into: &query
        )
    }

    /// A line for a field with all its values, in the order received.
    mutating func appendField(
        name: some Collection<UInt8>,
        values: some Sequence<UnsafeRawBufferPointer>
    ) {
        text += name
        text.append(UInt8(ascii: ":"))
        var isFirst = true
        for value in values {
            if !isFirst { text.append(UInt8(ascii: ",")) }
            isFirst = false
            appendFolded(value)
        }
        text.append(Self.newline)
    }

    /// What follows the fields: the list of their names and the hash of the payload.
    mutating func appendEnd(
        signedHeaders: some Collection<UInt8>,
        payloadHash: some Collection<UInt8>
    ) {
        text.append(Self.newline)
        text += signedHeaders
        text.append(Self.newline)
        text += payloadHash
    }

    /// Without white space at the ends, and with one space for each run of it.
    private mutating func appendFolded(_ value: UnsafeRawBufferPointer) {
        var spaces = 0
        let start = text.count
        for byte in value {
            if byte == 0x20 || byte == 0x09 {
                spaces += 1
            } else {
                if spaces > 0, text.count > start { text.append(0x20) }
                spaces = 0
                text.append(byte)
            }
        }
    }

    /// Decoded and encoded again, so that each byte has its one spelling.
    ///
    /// A `%` that begins no escape is encoded itself; the target was refused before if it has one.
    private static func appendCanonical(
        _ raw: UnsafeRawBufferPointer,
        keepsSlash: Bool,
        plusIsSpace: Bool,
        into output: inout [UInt8]
    ) {
        var position = 0
        while position < raw.count {
            var byte = raw[position]
            position += 1
            if plusIsSpace, byte == UInt8(ascii: "+") {
                byte = 0x20
            } else if byte == UInt8(ascii: "%"), raw.count - position >= 2,
                let high = PercentCoding.digit(raw[position]),
                let low = PercentCoding.digit(raw[position + 1])
            {
                byte = high << 4 | low
                position += 2
            }
            PercentCoding.encode(CollectionOfOne(byte), keepsSlash: keepsSlash, into: &output)
        }
    }
}
