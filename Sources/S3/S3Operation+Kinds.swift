extension S3Operation {
    /// Whether it stores or changes objects here, which a node may refuse as a whole.
    package var storesObjects: Bool {
        switch self {
        case .putObject, .copyObject, .createMultipartUpload, .uploadPart, .uploadPartCopy,
            .completeMultipartUpload, .putObjectTagging, .deleteObjectTagging, .putObjectACL:
            true
        default: false
        }
    }

    /// The object that is copied, which whoever asks must be allowed to read.
    package var copiedPath: ObjectPath? {
        switch self {
        case .copyObject(let source), .uploadPartCopy(_, let source, _): source.path
        default: nil
        }
    }
}
