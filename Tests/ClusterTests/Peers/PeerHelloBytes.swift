import Cluster
import PeerProtocol
import Wire

/// A hello as it goes over the wire, whatever it says.
enum PeerHelloBytes {
    static func frame(_ cluster: ClusterID, node: UInt64, kind: UInt8, name: String) -> [UInt8] {
        var content = WireWriter()
        content.uint8(1)
        content.uint32(0x4857_5052)
        content.uint8(1)
        content.uint8(kind)
        cluster.encode(into: &content)
        content.uint64(node)
        content.text(name)
        var frame = WireWriter()
        frame.uint32(UInt32(content.bytes.count))
        frame.raw(content.bytes)
        return frame.bytes
    }
}
