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
}
