/// A socket in an array: arrays hold no noncopyable values.
final class SwarmSocket {
    let socket: LoopbackSocket

    init(_ socket: consuming LoopbackSocket) {
        self.socket = socket
    }
}
