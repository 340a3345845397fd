/// Why an object is delivered to its readers and not stored (edge 19).
package enum NotStoredReason: Sendable, Equatable {
    case noStore
    case privateAnswer
    case tooLarge(limit: UInt64)

    /// The value of `x-headwater-not-stored`.
    package var text: String {
        switch self {
        case .noStore: "the origin says Cache-Control: no-store"
        case .privateAnswer: "the origin says Cache-Control: private"
        case .tooLarge(let limit): "larger than max-object (\(limit) bytes)"
        }
    }

    init?(head: OriginHead, size: UInt64?, limit: UInt64) {
        var directives: [String] = []
        for value in head.fields.all("cache-control") {
            // `private="field"` means only that field, yet asks for care: not stored either.
            directives += ASCII.list(value).map { member in
                ASCII.lowercased(ASCII.trimmed(member.prefix { $0 != "=" }))
            }
        }
        if directives.contains("no-store") {
            self = .noStore
        } else if directives.contains("private") {
            self = .privateAnswer
        } else if let size, size > limit {
            self = .tooLarge(limit: limit)
        } else {
            return nil
        }
    }
}
