/// A piece of the feed of changes.
package enum ChangePage: Sendable, Equatable {
    /// Every change after the revision asked for and up to `through`, which is where the next piece
    /// begins after.
    case changes([MappingChange], through: UInt64)
    /// Changes up to this revision are forgotten: list afresh, then watch from the listing's own.
    case compacted(through: UInt64)
}
