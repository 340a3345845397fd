/// Why a text is not the URL of an origin, in words for the person who wrote it.
package struct RequestURLError: Error, Equatable, Sendable, CustomStringConvertible {
    package let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}
