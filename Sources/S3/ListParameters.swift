/// What a ListObjects (version 1) or ListObjectsV2 request asks for.
package struct ListParameters: Equatable, Sendable {
    /// The most keys and common prefixes of a page.
    package static let maximumKeys = 1000

    /// Which of the two operations it is, with what only that one has.
    package enum Version: Equatable, Sendable {
        /// With the marker, as sent.
        case one(marker: [UInt8])
        /// With what was sent; a token counts before a start.
        case two(startAfter: [UInt8]?, continuationToken: [UInt8]?, fetchOwner: Bool)
    }

    /// Which of the two operations it is.
    package var version: Version
    /// Empty for all keys.
    package var prefix: [UInt8]
    /// Of any length; empty for no grouping.
    package var delimiter: [UInt8]
    /// 0 to 1,000: common prefixes count as well.
    package var maxKeys: Int
    /// Whether names in the answer are percent-encoded (`encoding-type=url`).
    package var encodesNames: Bool
    /// Where the page begins, of whichever parameter says so.
    package var position: ListPosition

    /// Reads the query of a GET of a bucket.
    ///
    /// - Throws: InvalidArgument, naming the parameter and its value; InvalidURI.
    package init(_ query: S3Query, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        prefix = try query.value(.prefix, in: bytes) ?? []
        delimiter = try query.value(.delimiter, in: bytes) ?? []
        maxKeys = try Self.maxKeys(try query.value(.maxKeys, in: bytes))
        encodesNames = try Self.encodesNames(query, bytes)
        guard let listType = try query.value(.listType, in: bytes) else {
            let marker = try query.value(.marker, in: bytes) ?? []
            version = .one(marker: marker)
            position = .behind(marker, prefix: prefix, delimiter: delimiter)
            return
        }
        guard listType == [UInt8(ascii: "2")] else {
            throw .invalidArgument("list-type is 2.", name: "list-type", value: listType)
        }
        let startAfter = try query.value(.startAfter, in: bytes)
        let token = try query.value(.continuationToken, in: bytes)
        let fetchOwner = try query.value(.fetchOwner, in: bytes)
        version = .two(
            startAfter: startAfter,
            continuationToken: token,
            fetchOwner: fetchOwner == Array("true".utf8)
        )
        position = .behind(startAfter ?? [], prefix: prefix, delimiter: delimiter)
        if let token {
            guard let decoded = ContinuationToken.decode(token) else {
                throw .invalidArgument(
                    "The continuation token provided is incorrect",
                    name: "continuation-token",
                    value: token
                )
            }
            position = decoded
        }
    }

    private static func maxKeys(_ value: [UInt8]?) throws(S3Error) -> Int {
        guard let value, !value.isEmpty else { return maximumKeys }
        var number = 0
        for byte in value {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), number <= Int32.max else {
                throw invalidMaxKeys(value)
            }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard number <= Int32.max else { throw invalidMaxKeys(value) }
        return min(number, maximumKeys)
    }

    private static func invalidMaxKeys(_ value: [UInt8]) -> S3Error {
        .invalidArgument(
            "Provided max-keys not an integer or within integer range",
            name: "max-keys",
            value: value
        )
    }

    static func encodesNames(
        _ query: S3Query,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> Bool {
        guard let value = try query.value(.encodingType, in: bytes), !value.isEmpty else {
            return false
        }
        guard value == Array("url".utf8) else {
            throw .invalidArgument(
                "Invalid Encoding Method specified in Request",
                name: "encoding-type",
                value: value
            )
        }
        return true
    }
}
