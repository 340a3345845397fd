internal import Catalog
internal import JSON

/// What `POST /v1/access` asks for, with a name and a secret made where it has none.
struct AccessDraft {
    let name: String
    /// In the clear; printed once, in the answer.
    let secret: String
    private let grants: [AccessGrant]
    private let description: String

    init(_ body: [UInt8]) throws(AdminError) {
        let object: JSONValue
        do {
            object = try JSONReader.read(body)
        } catch {
            throw Self.refused("body", "", "must be a JSON object: \(error)")
        }
        guard let members = object.members else {
            throw Self.refused("body", object.kind, "must be a JSON object")
        }
        var grants: [AccessGrant] = []
        var texts: [String: String] = [:]
        for member in members {
            if let permission = AccessPermission.allCases.first(where: { $0.name == member.name }) {
                grants += try Self.grants(permission, member.value)
            } else if ["access-key", "secret-key", "description"].contains(member.name),
                let text = member.value.text
            {
                texts[member.name] = text
            } else {
                throw Self.refused(
                    member.name,
                    member.value.kind,
                    "must be \"read\", \"write\" or \"admin\" (lists of bucket patterns), or "
                        + "\"description\", \"access-key\" or \"secret-key\" (texts)"
                )
            }
        }
        guard (texts["access-key"] == nil) == (texts["secret-key"] == nil) else {
            throw Self.refused("access-key", "", "and secret-key must be given both, or neither")
        }
        name = texts["access-key"] ?? "HW" + Self.random(Self.nameLetters, 18)
        secret = texts["secret-key"] ?? Self.random(Self.secretLetters, 40)
        guard AccessLimits.secretBytes.contains(secret.utf8.count),
            secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !secret.hasPrefix(AccessLimits.sealedPrefix)
        else {
            throw Self.refused(
                "secret-key",
                MappingHeader.hidden,
                "must be \(AccessLimits.secretBytes.lowerBound) to "
                    + "\(AccessLimits.secretBytes.upperBound) characters of ASCII without spaces"
            )
        }
        self.grants = grants
        description = texts["description"] ?? ""
    }

    /// The key with its secret as it is to be stored.
    func key(storing stored: String) throws(MappingError) -> AccessKey {
        try AccessKey(name: name, secret: stored, grants: grants, description: description)
    }

    private static func grants(
        _ permission: AccessPermission,
        _ value: JSONValue
    ) throws(AdminError) -> [AccessGrant] {
        guard let elements = value.elements else {
            throw refused(permission.name, value.kind, "must be a list of bucket patterns")
        }
        var grants: [AccessGrant] = []
        for element in elements {
            guard let text = element.text else {
                throw refused(permission.name, element.kind, "must be a bucket pattern, a text")
            }
            do {
                grants.append(
                    AccessGrant(permission, try BucketPattern(text, field: permission.name))
                )
            } catch {
                throw AdminError(400, "InvalidAccessKey", error.description)
            }
        }
        return grants
    }

    private static let nameLetters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    /// Without the `/` and `+` of AWS's, which are mistaken in URLs and shells; 238 bits in 40.
    private static let secretLetters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8
    )

    private static func random(_ letters: [UInt8], _ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        let text = (0..<count).map { _ in
            letters[Int.random(in: letters.indices, using: &generator)]
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func refused(_ field: String, _ value: String, _ expected: String) -> AdminError
    {
        let error = MappingError(field, value, expected: expected)
        return AdminError(400, "InvalidAccessKey", error.description)
    }
}
