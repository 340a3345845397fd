internal import JSON

/// Takes the options out of a mapping object one by one, so that what is left over at the end is
/// what this version does not know.
struct MappingFields {
    private var members: [JSONMember]

    init(_ json: JSONValue) throws(MappingError) {
        guard case .object(let members) = json else {
            throw MappingError(
                "mapping",
                json.kind,
                expected: "must be an origin URL or an object such as "
                    + "{\"origin\": \"http://domain.com/movie\"}"
            )
        }
        self.members = members
    }

    /// An option set to null is an option left out.
    private mutating func take(_ name: String) -> JSONValue? {
        guard let position = members.firstIndex(where: { $0.name == name }) else { return nil }
        let value = members.remove(at: position).value
        return value == .null ? nil : value
    }

    func finish() throws(MappingError) {
        guard let unknown = members.first else { return }
        throw MappingError(
            unknown.name,
            unknown.value.kind,
            expected: "is no option of a mapping; there are \(Self.known)"
        )
    }

    private static let known =
        "origin, also, acl, max-bandwidth, max-connections, on-miss, on-head, headers, host, "
        + "query, redirects, negative-ttl, idle-timeout, max-object, allow-private-addresses and "
        + "credentials"

    mutating func text(_ name: String) throws(MappingError) -> String? {
        guard let value = take(name) else { return nil }
        return try Self.text(name, value)
    }

    mutating func requiredText(_ name: String) throws(MappingError) -> String {
        guard let text = try text(name) else {
            throw MappingError(name, "", expected: "must be given")
        }
        return text
    }

    mutating func texts(_ name: String) throws(MappingError) -> [String] {
        guard let value = take(name) else { return [] }
        guard case .array(let elements) = value else {
            throw MappingError(name, value.kind, expected: "must be an array of strings")
        }
        var texts: [String] = []
        for (position, element) in elements.enumerated() {
            texts.append(try Self.text("\(name)[\(position)]", element))
        }
        return texts
    }

    mutating func integer(_ name: String) throws(MappingError) -> Int? {
        guard let value = take(name) else { return nil }
        guard case .integer(let integer) = value else {
            throw MappingError(name, Self.shown(value), expected: "must be a whole number")
        }
        return Int(integer)
    }

    mutating func flag(_ name: String) throws(MappingError) -> Bool? {
        guard let value = take(name) else { return nil }
        guard case .bool(let flag) = value else {
            throw MappingError(name, Self.shown(value), expected: "must be true or false")
        }
        return flag
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String)
        throws(MappingError) -> Choice?
    {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map { "\"\($0.rawValue)\"" }
            throw MappingError(name, text, expected: "must be \(choices.joined(separator: " or "))")
        }
        return choice
    }

    mutating func size(_ name: String) throws(MappingError) -> ByteSize? {
        guard let text = try text(name) else { return nil }
        guard let size = ByteSize(text) else {
            throw MappingError(
                name,
                text,
                expected: "must be a whole number with a unit, such as \"500KB\", \"50MB\", "
                    + "\"5TB\" (powers of 1,000) or \"64MiB\" (of 1,024)"
            )
        }
        return size
    }

    mutating func span(_ name: String) throws(MappingError) -> TimeSpan? {
        guard let text = try text(name) else { return nil }
        guard let span = TimeSpan(text) else {
            throw MappingError(
                name,
                text,
                expected: "must be a whole number with a unit, such as \"500ms\", \"10s\", \"1m\" "
                    + "or \"2h\""
            )
        }
        return span
    }

    mutating func headers(_ name: String) throws(MappingError) -> [MappingHeader] {
        guard let value = take(name) else { return [] }
        guard case .object(let members) = value else {
            throw MappingError(
                name,
                value.kind,
                expected: "must be an object such as {\"X-Source\": \"mirror\"}"
            )
        }
        var headers: [MappingHeader] = []
        for member in members {
            // The value may be a secret, so the message names its kind only.
            guard case .string(let text) = member.value else {
                throw MappingError(
                    "headers.\(member.name)",
                    member.value.kind,
                    expected: "must be a string"
                )
            }
            headers.append(MappingHeader(member.name, text))
        }
        return headers
    }

    mutating func credentials(_ name: String) throws(MappingError) -> OriginCredentials? {
        guard let value = take(name) else { return nil }
        guard case .object(let members) = value else {
            throw MappingError(
                name,
                value.kind,
                expected: "must be {\"access-key\", \"secret-key\", \"region\"}"
            )
        }
        var parts: [String: String] = [:]
        for member in members {
            guard ["access-key", "secret-key", "region"].contains(member.name),
                case .string(let text) = member.value,
                text.utf8.count <= MappingLimits.credentialBytes
            else {
                throw MappingError(
                    "\(name).\(member.name)",
                    member.value.kind,
                    expected: "must be \"access-key\", \"secret-key\" or \"region\", a string of "
                        + "at most \(MappingLimits.credentialBytes) bytes"
                )
            }
            parts[member.name] = text
        }
        guard let accessKey = parts["access-key"], let secretKey = parts["secret-key"] else {
            throw MappingError(
                name,
                MappingHeader.hidden,
                expected: "must have both \"access-key\" and \"secret-key\""
            )
        }
        return OriginCredentials(
            accessKey: accessKey,
            secretKey: secretKey,
            region: parts["region"] ?? "us-east-1"
        )
    }

    private static func text(_ name: String, _ value: JSONValue) throws(MappingError) -> String {
        guard case .string(let text) = value else {
            throw MappingError(name, shown(value), expected: "must be a string")
        }
        return text
    }

    private static func shown(_ value: JSONValue) -> String {
        String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }
}
