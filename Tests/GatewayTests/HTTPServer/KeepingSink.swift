import NIOCore

@testable import Gateway

/// Counts the bytes of a body.
final class KeepingSink: RequestBodySink {
    private(set) var count = 0
    private(set) var isEnded = false

    func bodyReceived(_ bytes: ByteBuffer) {
        count += bytes.readableBytes
    }

    func bodyEnded() {
        isEnded = true
    }

    func bodyFailed() {}
}
