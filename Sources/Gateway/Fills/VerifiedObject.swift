internal import Objects
internal import Routing

/// What a fill has brought, once all of it is there and good.
struct VerifiedObject: Sendable {
    let answer: AnswerHead
    /// In bytes.
    let size: UInt64
    /// Of all bytes, 16 of them.
    let md5: [UInt8]
    let body: ObjectBody
}
