internal import Catalog

/// Who sent a request that was let in.
enum Caller {
    /// Anybody, at a listener on loopback of a node without access keys.
    case unguarded
    /// Somebody who did not sign, reading what anybody may read.
    case anonymous
    /// The holder of an access key.
    case key(AccessIdentity)

    /// Whether the caller has a permission in a bucket, for what a request touches beside its
    /// target: the source of a copy, the buckets of a list.
    func may(_ permission: AccessPermission, in bucket: some Collection<UInt8>) -> Bool {
        switch self {
        case .unguarded: true
        case .anonymous: false
        case .key(let identity): identity.key.allows(permission, in: bucket)
        }
    }

    /// Whether the caller has any permission in a bucket.
    func knows(_ bucket: some Collection<UInt8>) -> Bool {
        AccessPermission.allCases.contains { may($0, in: bucket) }
    }
}
