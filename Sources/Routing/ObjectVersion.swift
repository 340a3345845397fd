/// What tells one version of an object from another, so that bytes of two are never mixed.
package struct ObjectVersion: Sendable, Hashable {
    /// The origin's strong validator as its field's value, a kind before it; nil: it gave none.
    package let validator: String?
    /// The node that fetched the object.
    package let fetcher: String
    /// The object's time, in milliseconds since 1970, which its fetcher gave it when the fill began.
    package let modifiedMilliseconds: Int64
    /// Nil where the origin has not said it (yet).
    package let size: UInt64?

    package init(
        validator: String?,
        fetcher: String,
        modifiedMilliseconds: Int64,
        size: UInt64?
    ) {
        self.validator = validator
        self.fetcher = fetcher
        self.modifiedMilliseconds = modifiedMilliseconds
        self.size = size
    }

    /// Whether the bytes of both are proven to be the same.
    ///
    /// By the origin's strong validator where both have one. Else only a fill is the same as itself:
    /// one node does not begin two fills of a path in one millisecond.
    package func isSame(as other: ObjectVersion) -> Bool {
        if let size, let otherSize = other.size, size != otherSize { return false }
        if let validator, let otherValidator = other.validator {
            return validator == otherValidator
        }
        return fetcher == other.fetcher && modifiedMilliseconds == other.modifiedMilliseconds
    }
}
