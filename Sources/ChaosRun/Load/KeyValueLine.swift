internal import TestSupport

/// Reads what the admin API says of a mapping.
enum KeyValueLine {
    /// The value and the revision of `{"key","value","revision"}`.
    static func mapping(_ bytes: [UInt8]) -> (value: UInt64, revision: UInt64)? {
        guard let json = parse(bytes) else { return nil }
        return entry(json).flatMap { entry in
            entry.value == 0 ? nil : (entry.value, entry.revision)
        }
    }

    /// A change of a watch, or an item of a list; value 0 for a delete.
    static func entry(_ json: JSONValue) -> (key: String, value: UInt64, revision: UInt64)? {
        guard let revision = json["revision"]?.number, let key = json["key"]?.string else {
            return nil
        }
        let origin = json["value"]?["origin"]?.string
        guard let origin else { return (key, 0, UInt64(revision)) }
        guard let value = KeySpace.value(ofOrigin: origin) else { return nil }
        return (key, value, UInt64(revision))
    }

    static func errorCode(_ bytes: [UInt8]) -> String? {
        parse(bytes)?["error"]?["code"]?.string
    }

    static func parse(_ bytes: [UInt8]) -> JSONValue? {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            return nil
        }
    }
}
