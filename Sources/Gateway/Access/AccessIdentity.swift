package import Catalog

/// An access key in the form in which requests are checked, made once for each revision.
///
/// It holds the secret in the clear, so it stays in memory and out of every text.
package final class AccessIdentity: Sendable {
    package let key: AccessKey
    package let revision: UInt64
    let secret: [UInt8]

    /// - Parameter secret: opened.
    package init(_ entry: AccessKeyEntry, secret: [UInt8]) {
        key = entry.key
        revision = entry.revision
        self.secret = secret
    }
}
