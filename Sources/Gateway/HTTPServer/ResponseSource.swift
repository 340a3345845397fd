/// What still owes an answer on a connection, told when the connection goes first.
package protocol ResponseSource: AnyObject {
    /// The connection is closed; nothing can be sent any more.
    func connectionClosed()
}
