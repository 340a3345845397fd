/// How long a frame of a connection may be now; used on the connection's event loop only.
final class FrameLimit {
    var bytes: Int

    init(bytes: Int) {
        self.bytes = bytes
    }
}
