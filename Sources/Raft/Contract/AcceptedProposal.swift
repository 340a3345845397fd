/// A proposal got a place in the log.
///
/// It took effect if the entry applied at this index has this term, and it never will if another
/// term is applied there.
package struct AcceptedProposal: Sendable {
    package var id: UInt64
    package var position: LogPosition
}
