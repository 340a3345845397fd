/// How an answer ended, as its reader saw it.
package enum AnswerEnd: Sendable, Hashable {
    /// Complete by its own framing: length reached, last chunk seen, or no body allowed.
    case clean
    /// The body was delimited by the end of the connection, and that came in order.
    case cleanByClose
    /// The connection ended in order, but before the answer did.
    case short
    /// RST.
    case reset
    /// Nothing came before the deadline.
    case deadline
    /// The connection never stood.
    case notConnected(errno: Int32)
    /// Not HTTP.
    case malformed(String)
    /// Still under way: the answer of a connection that is read in steps.
    case open

    /// Whether a reader may take the body for whole.
    package var isClean: Bool { self == .clean || self == .cleanByClose }

    /// Whether the connection broke visibly: what a reader of a failed object must see.
    package var isBroken: Bool { self == .short || self == .reset }
}
