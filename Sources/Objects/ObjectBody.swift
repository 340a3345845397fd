/// Where the bytes of an object to be stored are.
package enum ObjectBody: Sendable {
    /// At most `ObjectStoreLimits.inlineBytes` bytes.
    case inline([UInt8])
    /// A file of any size; the store decides where its bytes go.
    case file(TemporaryFile)
}
