/// Lets a read that takes long ask whether others wait for its end.
///
/// A map that has to grow waits for all reads, and meanwhile every other read and write waits for
/// the map.
package struct LongRead: Sendable {
    private let readers: ReaderPool

    init(_ readers: ReaderPool) {
        self.readers = readers
    }

    /// Whether the map has to grow, or the environment closes.
    package var mustEnd: Bool { readers.mustEnd }

    /// Throws when the read must end; to be called once in a few milliseconds at least.
    package func check() throws(ReadInterrupted) {
        if mustEnd { throw ReadInterrupted() }
    }
}
