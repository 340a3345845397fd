/// One page of a listing of mappings.
package struct MappingPage: Sendable, Equatable {
    package var entries: [MappingEntry] = []
    /// Where the next page begins after; nil when this is the last.
    package var next: MappingKey?
    /// The revision of what was read: a watch after it misses nothing.
    package var revision: UInt64

    init(revision: UInt64) {
        self.revision = revision
    }
}
