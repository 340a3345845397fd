/// A number of bytes as its author wrote it, such as "50MB": printed back in the same unit.
package struct ByteSize: Sendable, Hashable {
    /// The units a size may be written in.
    package enum Unit: UInt8, Sendable, CaseIterable {
        case bytes, kilobytes, megabytes, gigabytes, terabytes
        case kibibytes, mebibytes, gibibytes, tebibytes

        package var symbol: String {
            switch self {
            case .bytes: "B"
            case .kilobytes: "KB"
            case .megabytes: "MB"
            case .gigabytes: "GB"
            case .terabytes: "TB"
            case .kibibytes: "KiB"
            case .mebibytes: "MiB"
            case .gibibytes: "GiB"
            case .tebibytes: "TiB"
            }
        }

        package var bytes: UInt64 {
            switch self {
            case .bytes: 1
            case .kilobytes: 1_000
            case .megabytes: 1_000_000
            case .gigabytes: 1_000_000_000
            case .terabytes: 1_000_000_000_000
            case .kibibytes: 1 << 10
            case .mebibytes: 1 << 20
            case .gibibytes: 1 << 30
            case .tebibytes: 1 << 40
            }
        }
    }

    package let amount: UInt64
    package let unit: Unit
    /// The size in bytes.
    package let bytes: UInt64

    /// Nil when the size in bytes is beyond `UInt64`.
    package init?(_ amount: UInt64, _ unit: Unit) {
        let (bytes, overflow) = amount.multipliedReportingOverflow(by: unit.bytes)
        guard !overflow else { return nil }
        self.amount = amount
        self.unit = unit
        self.bytes = bytes
    }

    /// A whole number and a unit without a space; a bare number counts bytes.
    package init?(_ text: String) {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let symbol = String(text.dropFirst(digits.count))
        guard let amount = UInt64(String(text.prefix(digits.count))) else { return nil }
        let unit = symbol.isEmpty ? Unit.bytes : Unit.allCases.first { $0.symbol == symbol }
        guard let unit else { return nil }
        self.init(amount, unit)
    }

    /// The text it is written as.
    package var text: String { "\(amount)\(unit.symbol)" }
}
