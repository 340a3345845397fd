/// An answer that was waited for.
package struct BlockingResponse: Sendable {
    package let status: Int
    package let fields: [(name: String, value: String)]
    /// Empty where lines were handed out instead.
    package let body: [UInt8]
}
