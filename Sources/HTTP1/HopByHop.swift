/// Which fields end at a proxy (RFC 9110 section 7.6.1).
package enum HopByHop {
    /// Whether a field belongs to the connection it came on.
    ///
    /// `Transfer-Encoding` does too, but stays: a chunked body is passed on with its chunks.
    ///
    /// - Parameter fields: all fields of the message, whose `Connection` may name further ones. A
    ///   field that this program knows to be for the receiver stays even when it is named there, so
    ///   that nobody can have a Host or a signature removed on the way.
    package static func drops(
        _ field: RequestHead.Field,
        of fields: [RequestHead.Field],
        in bytes: UnsafeRawBufferPointer
    ) -> Bool {
        if endsHere(field) { return true }
        guard field.known == nil else { return false }
        let name = UnsafeRawBufferPointer(rebasing: bytes[field.name])
        for option in fields where option.known == .connection {
            var elements = ListElements(option.value)
            while let element = elements.next(in: bytes) {
                let option = UnsafeRawBufferPointer(rebasing: bytes[element])
                if Token.equal(option, name) { return true }
            }
        }
        return false
    }

    /// Whether the field ends here whatever `Connection` names.
    @inline(__always)
    package static func endsHere(_ field: RequestHead.Field) -> Bool {
        switch field.known {
        case .connection, .keepAlive, .proxyConnection, .te, .upgrade: true
        default: false
        }
    }

    /// Whether a request has fields that end here; without any its head can be passed on whole.
    @inline(__always)
    package static func appears(in head: RequestHead) -> Bool {
        head.has(.connection) || head.has(.keepAlive) || head.has(.proxyConnection)
            || head.has(.te) || head.has(.upgrade)
    }

    /// Whether a response has fields that end here.
    @inline(__always)
    package static func appears(in head: ReceivedHead) -> Bool {
        head.has(.connection) || head.has(.keepAlive) || head.has(.proxyConnection)
            || head.has(.te) || head.has(.upgrade)
    }
}
