internal import Hashing

/// The opaque continuation token of ListObjectsV2: a position, in base64 with `-` and `_`.
///
/// Before the position come a version and the kind of the position, a byte each.
package enum ContinuationToken {
    private static let version: UInt8 = 1

    /// The token of a position; its characters need no encoding in a URL.
    package static func encode(_ position: ListPosition) -> [UInt8] {
        let kind: UInt8 =
            switch position {
            case .start: 0
            case .afterKey: 1
            case .afterPrefix: 2
            }
        return Base64.encode([version, kind] + position.bytes).utf8.compactMap { character in
            switch character {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: character
            }
        }
    }

    /// The position, or nil for a token that is not one of ours.
    package static func decode(_ token: [UInt8]) -> ListPosition? {
        var characters: [UInt8] = []
        for character in token {
            switch character {
            case UInt8(ascii: "-"): characters.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): characters.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: characters.append(character)
            }
        }
        while !characters.count.isMultiple(of: 4) { characters.append(UInt8(ascii: "=")) }
        guard let text = String(validating: characters, as: UTF8.self),
            let bytes = Base64.decode(text), bytes.count >= 2, bytes[0] == version
        else { return nil }
        let rest = Array(bytes[2...])
        guard rest.count <= ObjectName.keyBytes, rest.withRawBytes({ ObjectName.isText($0) }) else {
            return nil
        }
        switch (bytes[1], rest.isEmpty) {
        case (0, true): return .start
        case (1, false): return .afterKey(rest)
        case (2, false): return .afterPrefix(rest)
        default: return nil
        }
    }
}
