internal import HTTP1

/// Times as signatures write them (ISO 8601, basic form): `20130524T000000Z`, UTC.
package enum AmzDate {
    /// The length of the text; the date alone is its first eight bytes.
    package static let length = 16

    /// The text of a time of the years 0 to 9999.
    package static func bytes(secondsSince1970 seconds: Int64) -> [UInt8] {
        let date = CivilDate(secondsSince1970: seconds)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        append(date.year, 4, &bytes)
        append(date.month, 2, &bytes)
        append(date.day, 2, &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(date.hour, 2, &bytes)
        append(date.minute, 2, &bytes)
        append(date.second, 2, &bytes)
        bytes.append(UInt8(ascii: "Z"))
        return bytes
    }

    /// Seconds since 1970, or nil where the text is not a time in exactly this form.
    package static func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count == length, bytes[8] == UInt8(ascii: "T"),
            bytes[15] == UInt8(ascii: "Z"), let year = number(bytes, 0, 4),
            let month = number(bytes, 4, 2), let day = number(bytes, 6, 2),
            let hour = number(bytes, 9, 2), let minute = number(bytes, 11, 2),
            let second = number(bytes, 13, 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        return CivilDate.secondsSince1970(
            year: year,
            month: month,
            day: day,
            secondOfDay: hour * 3_600 + minute * 60 + min(second, 59)
        )
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ digits: Int) -> Int?
    {
        var value = 0
        for index in start..<start + digits {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func append(_ number: Int, _ digits: Int, _ bytes: inout [UInt8]) {
        var divisor = digits == 4 ? 1_000 : 10
        while divisor > 0 {
            bytes.append(0x30 + UInt8(abs(number / divisor % 10)))
            divisor /= 10
        }
    }
}
