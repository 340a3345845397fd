internal import Mirroring
internal import Routing

// The rules of routing and those of mirroring know nothing of each other; here their words meet.

extension Validator {
    /// Its kind and its value, for other nodes.
    var text: String {
        switch self {
        case .entityTag(let tag): "e" + tag
        case .lastModified(let date): "m" + date
        }
    }

    init?(text: String) {
        let value = String(text.dropFirst())
        switch text.first {
        case "e": self = .entityTag(value)
        case "m": self = .lastModified(value)
        default: return nil
        }
    }
}

extension MissFailure.Code {
    private static let all: [MissFailure.Code] = [
        .noSuchKey, .originDenied, .originForbidden, .originUnavailable, .slowDown, .mirrorLoop,
        .rangeIgnored, .rangeNotSatisfiable, .broken, .changed,
    ]

    /// What other nodes call it: its place in a list that only grows.
    var number: UInt8 { UInt8(Self.all.firstIndex(of: self) ?? 0) }

    init?(number: UInt8) {
        guard Self.all.indices.contains(Int(number)) else { return nil }
        self = Self.all[Int(number)]
    }
}

extension AnswerHead {
    /// What tells this version of the object from others.
    var version: ObjectVersion {
        ObjectVersion(
            validator: validator?.text,
            fetcher: fetcher,
            modifiedMilliseconds: modifiedMilliseconds,
            size: size
        )
    }
}
