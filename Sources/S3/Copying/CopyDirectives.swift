package import HTTP1

/// Whether a copy takes its fields and tags from its source or from the request.
package struct CopyDirectives: Sendable, Equatable {
    /// The fields are those of the request: `x-amz-metadata-directive: REPLACE`.
    package let replacesFields: Bool
    /// The tags are those of the request: `x-amz-tagging-directive: REPLACE`.
    package let replacesTags: Bool

    /// - Throws: InvalidArgument.
    package init(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        replacesFields = try Self.directive("x-amz-metadata-directive", head, bytes)
        replacesTags = try Self.directive("x-amz-tagging-directive", head, bytes)
    }

    private static func directive(
        _ name: StaticString,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> Bool {
        switch head.text(name, in: bytes) {
        case nil, "COPY": return false
        case "REPLACE": return true
        case .some(let other):
            throw .invalidArgument("Unknown directive.", name: name, value: other.utf8)
        }
    }
}
