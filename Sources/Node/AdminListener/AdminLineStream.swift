internal import NIOCore

/// Sends an answer that goes on, element by element, each when the one before has left.
struct AdminLineStream: Sendable {
    let loop: any EventLoop
    let reply: NIOLoopBound<AdminReply>

    func send<Lines: AsyncSequence & Sendable>(_ response: AdminResponse, _ lines: Lines) async
    where Lines.Element == [UInt8] {
        let reply = reply
        loop.execute { reply.value.begin(response) }
        do {
            for try await piece in lines {
                guard await send(piece) else { return }
            }
            loop.execute { reply.value.end(failed: false) }
        } catch {
            // The client sees a broken stream and asks again from the revision it has.
            loop.execute { reply.value.end(failed: true) }
        }
    }

    private func send(_ piece: [UInt8]) async -> Bool {
        await withCheckedContinuation { continuation in
            loop.execute {
                reply.value.send(piece: piece) { continuation.resume(returning: $0) }
            }
        }
    }
}
