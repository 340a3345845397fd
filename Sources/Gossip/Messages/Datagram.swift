/// One datagram: the sender's cluster and at least one message.
///
/// The core never makes one that encodes to more than `Limits.datagramBytes` bytes.
package struct Datagram: Sendable, Hashable {
    package var cluster: ClusterIdentity
    package var messages: [Message]

    package init(cluster: ClusterIdentity, messages: [Message]) {
        self.cluster = cluster
        self.messages = messages
    }
}
