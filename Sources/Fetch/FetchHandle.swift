/// A fetch that was started.
///
/// Its calls may come from any thread and take effect soon after.
package final class FetchHandle: Sendable {
    package let identity: UInt64
    private let inbox: FetchInbox

    init(identity: UInt64, inbox: FetchInbox) {
        self.identity = identity
        self.inbox = inbox
    }

    /// Ends the fetch as `stopped`, unless it has ended.
    package func cancel() {
        inbox.send(.cancel(identity))
    }

    /// Goes on after `FetchFlow.pause`; otherwise without effect, also if it comes while the
    /// delegate is about to answer `pause`: what is sent is judged after that answer.
    package func resume() {
        inbox.send(.resume(identity))
    }
}
