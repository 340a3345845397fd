internal import Wire

/// The name and secret with which requests to the S3 listener are signed, and what they may do.
///
/// The secret is as it is stored: sealed where the cluster has a key. It never leaves through a
/// description.
package struct AccessKey: Sendable, Hashable {
    /// The "access key ID", 3 to 64 letters and digits.
    package let name: String
    package let secret: String
    package let grants: [AccessGrant]
    package let description: String

    /// A key that keeps the limits.
    ///
    /// - Throws: `MappingError` with the field that does not, never with the secret.
    package init(
        name: String,
        secret: String,
        grants: [AccessGrant],
        description: String
    ) throws(MappingError) {
        guard AccessLimits.nameBytes.contains(name.utf8.count), name.utf8.allSatisfy(Self.isName)
        else {
            throw MappingError(
                "access-key",
                name,
                expected: "must be 3 to 64 letters, digits, '-' or '_'"
            )
        }
        guard secret.utf8.count <= AccessLimits.storedSecretBytes, !secret.isEmpty else {
            throw MappingError("secret-key", "(hidden)", expected: "is too long")
        }
        guard (1...AccessLimits.grants).contains(grants.count) else {
            throw MappingError(
                "grants",
                "\(grants.count)",
                expected: "must be 1 to \(AccessLimits.grants): name a bucket to read, write or "
                    + "administer"
            )
        }
        guard description.utf8.count <= AccessLimits.descriptionBytes,
            description.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw MappingError(
                "description",
                description,
                expected: "must be one line of at most \(AccessLimits.descriptionBytes) bytes"
            )
        }
        self.name = name
        self.secret = secret
        self.grants = grants
        self.description = description
    }

    /// Whether any grant covers the permission in the bucket.
    package func allows(_ permission: AccessPermission, in bucket: some Collection<UInt8>) -> Bool {
        grants.contains { $0.permission.covers(permission) && $0.pattern.matches(bucket) }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // MARK: Encoding

    func encode(into writer: inout WireWriter) {
        writer.text(name)
        writer.text(secret)
        writer.variable(UInt64(grants.count))
        for grant in grants {
            writer.uint8(grant.permission.rawValue)
            writer.text(grant.pattern.text)
        }
        writer.text(description)
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        let name = try reader.text(limit: AccessLimits.nameBytes.upperBound)
        let secret = try reader.text(limit: AccessLimits.storedSecretBytes)
        var grants: [AccessGrant] = []
        for _ in 0..<(try reader.count(limit: AccessLimits.grants)) {
            let number = try reader.uint8()
            let text = try reader.text(limit: MappingLimits.bucketBytes + 1)
            guard let permission = AccessPermission(rawValue: number) else {
                throw .invalid(field: "permission", value: UInt64(number))
            }
            do {
                grants.append(AccessGrant(permission, try BucketPattern(text, field: "grants")))
            } catch {
                throw .invalid(field: "bucket pattern", value: UInt64(text.utf8.count))
            }
        }
        let description = try reader.text(limit: AccessLimits.descriptionBytes)
        do {
            try self.init(name: name, secret: secret, grants: grants, description: description)
        } catch {
            throw .invalid(field: "access key", value: UInt64(name.utf8.count))
        }
    }
}

extension AccessKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name alone.
    package var debugDescription: String { "access key \(name)" }

    /// `dump` and string interpolation of an enclosing value print through the mirror.
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
