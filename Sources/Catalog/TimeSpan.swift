/// A length of time as its author wrote it, such as "10s" or "500ms": printed back in that unit.
package struct TimeSpan: Sendable, Hashable {
    /// The units a span may be written in.
    package enum Unit: UInt8, Sendable, CaseIterable {
        case milliseconds, seconds, minutes, hours

        package var symbol: String {
            switch self {
            case .milliseconds: "ms"
            case .seconds: "s"
            case .minutes: "m"
            case .hours: "h"
            }
        }

        package var milliseconds: UInt64 {
            switch self {
            case .milliseconds: 1
            case .seconds: 1_000
            case .minutes: 60_000
            case .hours: 3_600_000
            }
        }
    }

    package let amount: UInt64
    package let unit: Unit
    package let milliseconds: UInt64

    /// Nil when the span is longer than `Int64` milliseconds.
    package init?(_ amount: UInt64, _ unit: Unit) {
        let (milliseconds, overflow) = amount.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, milliseconds <= UInt64(Int64.max) else { return nil }
        self.amount = amount
        self.unit = unit
        self.milliseconds = milliseconds
    }

    /// A whole number and a unit without a space.
    package init?(_ text: String) {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let symbol = String(text.dropFirst(digits.count))
        guard let amount = UInt64(String(text.prefix(digits.count))),
            let unit = Unit.allCases.first(where: { $0.symbol == symbol })
        else { return nil }
        self.init(amount, unit)
    }

    package var duration: Duration { .milliseconds(Int64(milliseconds)) }

    /// The text it is written as.
    package var text: String { "\(amount)\(unit.symbol)" }
}
