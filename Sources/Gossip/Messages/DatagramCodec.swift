package import Wire

/// Datagrams as bytes: a version, the cluster, then messages to the end.
package enum DatagramCodec {
    /// The bytes before the first message.
    static let headerBytes = 9

    /// The bytes of a datagram before its seal.
    package static func encode(_ datagram: Datagram) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: Limits.datagramBytes)
        writer.uint8(MessageCodec.version)
        writer.uint64(datagram.cluster.rawValue)
        for message in datagram.messages { MessageCodec.write(message, into: &writer) }
        return writer.bytes
    }

    /// Reads a datagram whose seal, if any, was opened before.
    ///
    /// Throws for anything that `encode` would not have written within the limits.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> Datagram {
        guard bytes.count <= Limits.datagramBytes else {
            throw .tooLong(length: UInt64(bytes.count), limit: Limits.datagramBytes)
        }
        var reader = WireReader(bytes)
        try MessageCodec.readVersion(&reader)
        let cluster = ClusterIdentity(try reader.uint64())
        var messages: [Message] = []
        repeat {
            guard messages.count < Limits.datagramMessages else {
                throw .tooLong(
                    length: UInt64(messages.count) + 1,
                    limit: Limits.datagramMessages
                )
            }
            messages.append(try MessageCodec.readMessage(&reader))
        } while reader.remaining > 0
        return Datagram(cluster: cluster, messages: messages)
    }

    /// The bytes that `encode` would give, without encoding.
    package static func size(_ datagram: Datagram) -> Int {
        datagram.messages.reduce(headerBytes) { $0 + MessageSize.of($1) }
    }
}
