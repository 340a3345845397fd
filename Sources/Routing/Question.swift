/// What a node asks others before it fetches: whether they have the object, or a fill of it.
package struct Question: Sendable, Equatable {
    /// The number of the asker's newest view.
    package let view: UInt64
    /// The asker's rank for the path; nil where it asks without meaning to fetch.
    package let rank: Int?

    package init(view: UInt64, rank: Int?) {
        self.view = view
        self.rank = rank
    }
}
