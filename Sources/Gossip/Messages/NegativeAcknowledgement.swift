/// Tells that the asked member tried and has no answer yet, hence that asker and helper hear each
/// other (Lifeguard §IV-A).
package struct NegativeAcknowledgement: Sendable, Hashable {
    package var sequence: UInt32

    package init(sequence: UInt32) {
        self.sequence = sequence
    }
}
