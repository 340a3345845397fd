/// The bounds of the fields of a message about objects, each with its reason.
package enum FillMessageLimits {
    /// Bucket, slash and key, each as long as the listener takes it: buckets of old may have 255.
    package static let pathBytes = 255 + 1 + 1_024
    /// A raw query: the longest target of a request.
    package static let queryBytes = 16 << 10
    /// A name of those that a request has passed: all of the field that tells them.
    package static let passedBytes = 4_096
    /// The name of a member, or of the field that a digest came in.
    package static let nameBytes = 255
    /// Names in one message: the members of a large cluster.
    package static let names = 1_024
    /// Header lines of an object: S3 takes 8 KiB, ours add two.
    package static let headerBytes = 64 << 10
    /// An entity tag, or a sentence; sentences are cut there.
    package static let textBytes = 1_024
    /// Entries of a list's page.
    package static let listEntries = 1_000
    /// Objects deleted by one message: half of what S3 takes in one request, so that it fits a frame
    /// whatever the keys.
    package static let deletions = 500
}
