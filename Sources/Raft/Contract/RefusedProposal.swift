/// A proposal had no effect and never will.
package struct RefusedProposal: Sendable {
    package var id: UInt64
    package var reason: Refusal
}
