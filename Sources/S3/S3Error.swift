/// A refusal as S3 words it, made where it is found and rendered at the edge.
package struct S3Error: Error, Equatable, Sendable {
    /// One more element of the XML, such as `Key` or `ActualObjectSize`.
    package struct Detail: Equatable, Sendable {
        package let name: StaticString
        package let value: [UInt8]

        /// Equal if the name and the value are.
        package static func == (left: Detail, right: Detail) -> Bool {
            left.name.description == right.name.description && left.value == right.value
        }
    }

    /// What clients act on.
    package let code: S3ErrorCode
    /// What people read.
    package let message: String
    /// What comes between the message and the resource.
    package let details: [Detail]

    /// An error with the message of its code, unless there is a better one.
    package init(_ code: S3ErrorCode, _ message: String? = nil, details: [Detail] = []) {
        self.code = code
        self.message = message ?? code.message
        self.details = details
    }

    /// The status of the response.
    package var status: Int { code.status }

    /// The error with one more element.
    package func with(_ name: StaticString, _ value: some Sequence<UInt8>) -> S3Error {
        S3Error(code, message, details: details + [Detail(name: name, value: Array(value))])
    }

    /// The error with one more element.
    package func with(_ name: StaticString, _ value: String) -> S3Error {
        with(name, value.utf8)
    }

    /// The body of the response.
    ///
    /// `resource` is the path of the request, `/bucket/key`. What XML 1.0 cannot carry, such as
    /// control characters and bytes that are not UTF-8, becomes U+FFFD.
    package func xml(requestID: String, resource: some Sequence<UInt8>) -> [UInt8] {
        var writer = XMLWriter()
        writer.open("Error")
        writer.element("Code", code.rawValue)
        writer.element("Message", message)
        for detail in details { writer.element(detail.name, detail.value) }
        writer.element("Resource", Array(resource))
        writer.element("RequestId", requestID)
        writer.close("Error")
        return writer.bytes
    }
}

extension S3Error {
    /// A key that is not there, in a bucket that is.
    package static func noSuchKey(_ key: some Sequence<UInt8>) -> S3Error {
        S3Error(.noSuchKey).with("Key", key)
    }

    /// A bucket that is not there.
    package static func noSuchBucket(_ bucket: some Sequence<UInt8>) -> S3Error {
        S3Error(.noSuchBucket).with("BucketName", bucket)
    }

    /// A range of which an object of `size` bytes has nothing; `range` is the value of the field.
    package static func invalidRange(_ range: some Sequence<UInt8>, size: UInt64) -> S3Error {
        S3Error(.invalidRange).with("RangeRequested", range).with("ActualObjectSize", "\(size)")
    }

    /// `condition` is the name of the field that did not hold, such as `If-Match`.
    package static func preconditionFailed(_ condition: StaticString) -> S3Error {
        S3Error(.preconditionFailed).with("Condition", condition.description)
    }

    /// An operation of S3, by its name there, that Headwater does not have.
    package static func notImplemented(_ operation: String) -> S3Error {
        S3Error(.notImplemented, "\(operation) is not implemented.").with("Operation", operation)
    }

    /// A parameter or field whose value cannot be.
    package static func invalidArgument(
        _ message: String,
        name: StaticString,
        value: some Sequence<UInt8>
    ) -> S3Error {
        S3Error(.invalidArgument, message).with("ArgumentName", name.description)
            .with("ArgumentValue", value)
    }
}
