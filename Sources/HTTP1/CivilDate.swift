/// A moment of the proleptic Gregorian calendar in UTC, to the second.
///
/// The conversions are the ones of Howard Hinnant's "chrono-compatible low-level date algorithms":
/// years that begin in March, in eras of 400 years, which are 146,097 days.
package struct CivilDate: Equatable, Sendable {
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    /// 0 is Sunday.
    package var weekday: Int

    /// The first second of the year 0.
    static let yearZero: Int64 = -62_167_219_200

    /// The date of a time of any sign.
    package init(secondsSince1970 seconds: Int64) {
        let secondOfDay = Int(((seconds % 86400) + 86400) % 86400)
        let days = Int((seconds - Int64(secondOfDay)) / 86400)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        weekday = ((days + 4) % 7 + 7) % 7
    }

    /// The seconds since 1970 of a day that the calendar has, or nil.
    package static func secondsSince1970(
        year: Int,
        month: Int,
        day: Int,
        secondOfDay: Int
    ) -> Int64? {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= daysInMonth(month, of: year), (0..<86400).contains(secondOfDay)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468) * 86400 + Int64(secondOfDay)
    }

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
