internal import Mirroring

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
