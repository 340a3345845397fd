package import HTTP1

/// The two canned access lists there are.
package enum CannedACL: UInt8, Sendable, CaseIterable {
    /// For those with a key that may.
    case `private` = 0
    /// Anybody may read objects.
    case publicRead = 1

    package var name: StaticString { self == .private ? "private" : "public-read" }

    /// What `x-amz-acl` asks for; nil where it is not there.
    ///
    /// - Throws: NotImplemented for other lists and for grants; nothing is granted by mistake.
    package init?(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        for field in head.fields where field.known == nil {
            let name = UnsafeRawBufferPointer(rebasing: bytes[field.name])
            guard !Token.hasPrefix(name, "x-amz-grant-") else {
                throw .notImplemented("Grants other than a canned ACL")
            }
        }
        guard let range = head.first(.xAmzACL) else { return nil }
        let value = UnsafeRawBufferPointer(rebasing: bytes[range])
        // The owner has every right in any case.
        if value.equals("private") || value.equals("bucket-owner-full-control")
            || value.equals("bucket-owner-read")
        {
            self = .private
        } else if value.equals("public-read") {
            self = .publicRead
        } else {
            throw .notImplemented("The ACL \(String(decoding: value, as: UTF8.self))")
        }
    }

    /// The list that an `AccessControlPolicy` document comes to.
    ///
    /// - Throws: MalformedACLError, or NotImplemented for a document that is neither of the two.
    package init(document: XMLElement) throws(S3Error) {
        guard document.name == "AccessControlPolicy",
            let list = document.first("AccessControlList")
        else { throw S3Error(.malformedACL) }
        var isPublic = false
        for grant in list.all("Grant") {
            guard let grantee = grant.first("Grantee"),
                let permission = grant.text(of: "Permission")
            else { throw S3Error(.malformedACL) }
            if let group = grantee.text(of: "URI") {
                guard group == Self.allUsers, permission == "READ" else {
                    throw .notImplemented("An ACL other than private and public-read")
                }
                isPublic = true
            } else {
                guard permission == "FULL_CONTROL",
                    grantee.text(of: "ID") == S3Documents.owner
                else { throw .notImplemented("An ACL other than private and public-read") }
            }
        }
        self = isPublic ? .publicRead : .private
    }

    /// The answer to GetBucketAcl and GetObjectAcl.
    package var document: [UInt8] {
        var writer = XMLWriter()
        writer.open("AccessControlPolicy", namespace: true)
        S3Documents.writeOwner(&writer)
        writer.open("AccessControlList")
        grant("CanonicalUser", "FULL_CONTROL", &writer)
        if self == .publicRead { grant("Group", "READ", &writer) }
        writer.close("AccessControlList")
        writer.close("AccessControlPolicy")
        return writer.bytes
    }

    private static let allUsers = "http://acs.amazonaws.com/groups/global/AllUsers"

    private func grant(_ type: String, _ permission: String, _ writer: inout XMLWriter) {
        writer.open("Grant")
        if type == "Group" {
            writer.open(
                "Grantee",
                attributes:
                    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\""
            )
            writer.element("URI", Self.allUsers)
        } else {
            writer.open(
                "Grantee",
                attributes:
                    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\""
            )
            writer.element("ID", S3Documents.owner)
            writer.element("DisplayName", S3Documents.owner)
        }
        writer.close("Grantee")
        writer.element("Permission", permission)
        writer.close("Grant")
    }
}
