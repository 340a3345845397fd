/// A message with its ends.
package struct Envelope: Sendable, Hashable {
    package var from: NodeID
    package var to: NodeID
    package var message: Message

    package init(from: NodeID, to: NodeID, message: Message) {
        self.from = from
        self.to = to
        self.message = message
    }
}
