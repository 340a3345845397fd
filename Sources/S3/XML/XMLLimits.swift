/// The bounds of a document that is read; a longer or deeper one is refused.
package struct XMLLimits: Sendable {
    /// Two mebibytes: a list of 1,000 keys of 1,024 bytes, each byte escaped, is below it, and so
    /// is the completion of an upload of 10,000 parts.
    package var bytes = 2 << 20
    /// Elements inside of each other, of which S3's own documents need six.
    package var depth = 16
    /// Elements of the whole document: 10,000 parts of six elements each, and room.
    package var elements = 100_000
    /// Attributes of one element; S3's own documents have three.
    package var attributes = 16
    /// Bytes of a name.
    package var nameBytes = 128

    /// The usual bounds.
    package init() {}
}
