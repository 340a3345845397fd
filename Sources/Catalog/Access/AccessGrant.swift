/// A permission in the buckets that a pattern names.
package struct AccessGrant: Sendable, Hashable {
    package let permission: AccessPermission
    package let pattern: BucketPattern

    package init(_ permission: AccessPermission, _ pattern: BucketPattern) {
        self.permission = permission
        self.pattern = pattern
    }
}
