/// A page of a list, both parts in byte order.
package struct ListPage: Sendable, Equatable {
    package var items: [ListItem] = []
    package var commonPrefixes: [[UInt8]] = []
    /// The last key or common prefix of this page if more follow: the `after` of the next query.
    package var continueAfter: [UInt8]?

    package init() {}

    package var isTruncated: Bool { continueAfter != nil }
}
