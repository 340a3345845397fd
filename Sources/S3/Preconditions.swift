package import HTTP1

/// The conditions of a read (RFC 9110 section 13), judged at delivery against what is delivered.
///
/// They are copied from the head, so that a miss can judge them when its origin has answered; a
/// request without any costs no allocation.
package struct Preconditions: Equatable, Sendable {
    /// How a request with conditions goes on (RFC 9110 13.2.2).
    package enum Verdict: Equatable, Sendable {
        case proceed
        /// 304.
        case notModified
        /// 412; with the name of the field.
        case failed(StaticString)

        /// Equal if the field that failed is, too.
        package static func == (left: Verdict, right: Verdict) -> Bool {
            switch (left, right) {
            case (.proceed, .proceed), (.notModified, .notModified): true
            case (.failed(let one), .failed(let other)): one.description == other.description
            default: false
            }
        }
    }

    /// Field values of several lines are joined by commas.
    private var ifMatch: [UInt8]?
    private var ifNoneMatch: [UInt8]?
    private var ifRange: [UInt8]?
    /// In seconds since 1970; a date that cannot be read counts as absent.
    private var ifModifiedSince: Int64?
    private var ifUnmodifiedSince: Int64?

    /// None, for a read that has no client.
    package init() {}

    /// Those of a request whose head lies in `bytes`.
    package init(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) {
        ifMatch = Self.list(.ifMatch, head, bytes)
        ifNoneMatch = Self.list(.ifNoneMatch, head, bytes)
        ifRange = Self.list(.ifRange, head, bytes)
        ifModifiedSince = Self.date(.ifModifiedSince, head, bytes)
        ifUnmodifiedSince = Self.date(.ifUnmodifiedSince, head, bytes)
    }

    /// Those with the values of fields, each nil where the field is absent.
    init(
        ifMatch: [UInt8]?,
        ifNoneMatch: [UInt8]?,
        ifModifiedSince: [UInt8]?,
        ifUnmodifiedSince: [UInt8]?
    ) {
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.ifModifiedSince = ifModifiedSince?.withRawBytes { HTTPDate.parse($0) }
        self.ifUnmodifiedSince = ifUnmodifiedSince?.withRawBytes { HTTPDate.parse($0) }
    }

    /// Whether there is nothing to judge but perhaps If-Range.
    package var isEmpty: Bool {
        ifMatch == nil && ifNoneMatch == nil && ifModifiedSince == nil && ifUnmodifiedSince == nil
    }

    /// Judges a GET or HEAD of an object that exists, in the order of RFC 9110 section 13.2.2.
    ///
    /// `etag` is the object's strong tag without quotes, nil if none is known.
    package func judge(etag: UnsafeRawBufferPointer?, modifiedSeconds: Int64) -> Verdict {
        if let ifMatch {
            guard EntityTags.matches(ifMatch, etag, .strong) else { return .failed("If-Match") }
        } else if let ifUnmodifiedSince, modifiedSeconds > ifUnmodifiedSince {
            return .failed("If-Unmodified-Since")
        }
        if let ifNoneMatch {
            if EntityTags.matches(ifNoneMatch, etag, .weak) { return .notModified }
        } else if let ifModifiedSince, modifiedSeconds <= ifModifiedSince {
            return .notModified
        }
        return .proceed
    }

    /// Whether If-Range lets the Range field count (RFC 9110 section 13.1.5): it is absent, the
    /// same strong tag, or exactly the date.
    package func honoursRange(etag: UnsafeRawBufferPointer?, modifiedSeconds: Int64) -> Bool {
        guard let ifRange else { return true }
        return ifRange.withRawBytes { value in
            if let date = HTTPDate.parse(value) { return date == modifiedSeconds }
            guard let etag, value.first == UInt8(ascii: "\"") else { return false }
            var position = 0
            guard let tag = EntityTags.next(value, &position), position == value.count else {
                return false
            }
            return value[tag.range].elementsEqual(etag)
        }
    }

    /// `judge` for a tag that is text.
    package func judge(etag: String?, modifiedSeconds: Int64) -> Verdict {
        with(etag) { judge(etag: $0, modifiedSeconds: modifiedSeconds) }
    }

    /// `honoursRange` for a tag that is text.
    package func honoursRange(etag: String?, modifiedSeconds: Int64) -> Bool {
        with(etag) { honoursRange(etag: $0, modifiedSeconds: modifiedSeconds) }
    }

    private func with<Result>(
        _ etag: String?,
        _ body: (UnsafeRawBufferPointer?) -> Result
    ) -> Result {
        guard var etag else { return body(nil) }
        return etag.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    private static func list(
        _ field: KnownField,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> [UInt8]? {
        guard let first = head.first(field) else { return nil }
        guard head.isRepeated(field) else { return Array(bytes[first]) }
        let values = head.fields.filter { $0.known == field }.map { Array(bytes[$0.value]) }
        return Array(values.joined(separator: [UInt8(ascii: ",")]))
    }

    /// A date that comes twice is no date.
    private static func date(
        _ field: KnownField,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> Int64? {
        guard let range = head.first(field), !head.isRepeated(field) else { return nil }
        return HTTPDate.parse(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
}
