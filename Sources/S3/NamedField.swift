internal import HTTP1

extension RequestHead {
    /// The value of the first field of a name (in lower case) that this program asks for too seldom
    /// to have it among its known ones.
    func value(_ name: StaticString, in bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        for field in fields where field.known == nil {
            if Token.equal(UnsafeRawBufferPointer(rebasing: bytes[field.name]), name) {
                return Array(bytes[field.value])
            }
        }
        return nil
    }

    /// The same as text.
    func text(_ name: StaticString, in bytes: UnsafeRawBufferPointer) -> String? {
        value(name, in: bytes).map { String(decoding: $0, as: UTF8.self) }
    }
}
