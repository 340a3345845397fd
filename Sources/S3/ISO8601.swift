internal import HTTP1

/// Times as S3 writes them in XML: `2009-10-12T17:50:30.000Z`.
enum ISO8601 {
    /// Of a time since 1970, UTC, between the years 0 and 9999.
    static func bytes(milliseconds: Int64) -> [UInt8] {
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        let date = CivilDate(secondsSince1970: seconds)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(date.year, 4, "-", &bytes)
        append(date.month, 2, "-", &bytes)
        append(date.day, 2, "T", &bytes)
        append(date.hour, 2, ":", &bytes)
        append(date.minute, 2, ":", &bytes)
        append(date.second, 2, ".", &bytes)
        append(Int(milliseconds - seconds * 1000), 3, "Z", &bytes)
        return bytes
    }

    private static func append(
        _ number: Int,
        _ digits: Int,
        _ separator: Unicode.Scalar,
        _ bytes: inout [UInt8]
    ) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(0x30 + UInt8(abs(number / divisor % 10)))
            divisor /= 10
        }
        bytes.append(UInt8(ascii: separator))
    }
}
