/// What still owes an answer on a connection, told when the connection goes first.
package protocol ResponseSource: AnyObject {
    /// The connection is closed; nothing can be sent any more.
    func connectionClosed()

    /// The socket takes bytes again, or no more for now: ``HTTPConnection/isWritable``.
    func writabilityChanged()
}

extension ResponseSource {
    /// Most sources send one piece at a time and need not know.
    package func writabilityChanged() {}
}
