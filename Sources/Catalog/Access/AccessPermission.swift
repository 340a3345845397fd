/// What an access key may do in a bucket.
package enum AccessPermission: UInt8, Sendable, CaseIterable, Comparable {
    /// Read and list objects.
    case read = 1
    /// Store and delete objects; not read them.
    case write = 2
    /// Everything: read, write, and create, configure and delete the bucket itself.
    case admin = 3

    /// The name in the admin API and on the command line.
    package var name: String {
        switch self {
        case .read: "read"
        case .write: "write"
        case .admin: "admin"
        }
    }

    /// Whether a grant of this permission covers what needs `other`.
    package func covers(_ other: AccessPermission) -> Bool {
        self == other || self == .admin
    }

    /// In the order in which they are listed.
    package static func < (left: AccessPermission, right: AccessPermission) -> Bool {
        left.rawValue < right.rawValue
    }
}
