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

    /// What the keys of objects that are listed begin with; nil where objects are not listed.
    package var listedPrefix: [UInt8]? {
        switch self {
        case .listObjects(let parameters): parameters.prefix
        case .listObjectVersions(let parameters): parameters.prefix
        default: nil
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
