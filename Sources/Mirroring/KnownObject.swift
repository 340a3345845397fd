/// What a range read must be a part of: what the fill's own head said.
package struct KnownObject: Sendable, Equatable {
    package var size: UInt64?
    package var validator: Validator?

    package init(size: UInt64?, validator: Validator?) {
        self.size = size
        self.validator = validator
    }
}
