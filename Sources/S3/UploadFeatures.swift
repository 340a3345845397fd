internal import HTTP1

/// Refuses uploads that ask for more than an object with its fields: leaving the rest undone
/// without a word would, say, store in clear what was to be encrypted.
enum UploadFeatures {
    static func check(
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) {
        if let range = head.first(.xAmzStorageClass) {
            guard UnsafeRawBufferPointer(rebasing: bytes[range]).equals("STANDARD") else {
                throw S3Error(.invalidStorageClass)
            }
        }
        for field in head.fields where field.known == nil {
            let name = UnsafeRawBufferPointer(rebasing: bytes[field.name])
            guard Token.hasPrefix(name, "x-amz-") else { continue }
            if Token.hasPrefix(name, "x-amz-server-side-encryption") {
                throw .notImplemented("PutObject with server-side encryption")
            }
            if Token.hasPrefix(name, "x-amz-object-lock-") {
                throw .notImplemented("PutObject with an object lock")
            }
            if Token.equal(name, "x-amz-website-redirect-location") {
                throw .notImplemented("PutObject with a website redirect")
            }
            if Token.equal(name, "x-amz-write-offset-bytes") {
                throw .notImplemented("PutObject with an offset")
            }
        }
    }
}
