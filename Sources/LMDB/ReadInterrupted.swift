/// A long read ended early because others waited for it; begun again it sees a later view.
package struct ReadInterrupted: Error, Equatable, CustomStringConvertible {
    init() {}

    /// For people.
    package var description: String { "the read had to end: the map of the storage grows" }
}
