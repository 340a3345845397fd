/// What a JSON text may cost before it is refused.
package struct JSONLimits: Sendable {
    /// The size of the whole text; a mapping object with every option at its limit has 30 KiB.
    package var bytes = 1 << 20
    /// Arrays and objects inside one another; a mapping object needs 2, an answer 4.
    package var depth = 16
    /// Elements of one array and members of one object, which are compared for duplicates.
    package var elements = 10_000

    package init() {}
}
