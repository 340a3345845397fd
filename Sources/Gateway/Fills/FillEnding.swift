internal import Routing

/// What a fill is when all its bytes are there.
struct FillEnding: Sendable {
    let answer: AnswerHead
    /// Bytes that this fill brought.
    let size: UInt64
    let content: FillSnapshot.Content
    /// Small enough to have been held back whole.
    let isInMemory: Bool
}
