/// Dates as HTTP writes them (RFC 9110 section 5.6.7), in whole seconds since 1970, UTC.
package enum HTTPDate {
    /// The length of what `write` writes.
    package static let length = 29

    private static let days: StaticString = "SunMonTueWedThuFriSat"
    private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    /// The first second of the year 10000, which the format cannot express.
    private static let end: Int64 = 253_402_300_800

    /// Writes the preferred form, such as `Sun, 06 Nov 1994 08:49:37 GMT`, to the first 29 bytes of
    /// `buffer`.
    ///
    /// Times outside the years 0 to 9999 become the first or the last second of these.
    package static func write(
        secondsSince1970 seconds: Int64,
        to buffer: UnsafeMutableRawBufferPointer
    ) {
        precondition(buffer.count >= length, "a date takes 29 bytes, not \(buffer.count)")
        let date = CivilDate(secondsSince1970: min(max(seconds, CivilDate.yearZero), end - 1))
        put(days, date.weekday * 3, 3, buffer, 0)
        put(", ", 0, 2, buffer, 3)
        putNumber(date.day, 2, buffer, 5)
        buffer[7] = 0x20
        put(months, (date.month - 1) * 3, 3, buffer, 8)
        buffer[11] = 0x20
        putNumber(date.year, 4, buffer, 12)
        buffer[16] = 0x20
        putNumber(date.hour, 2, buffer, 17)
        buffer[19] = UInt8(ascii: ":")
        putNumber(date.minute, 2, buffer, 20)
        buffer[22] = UInt8(ascii: ":")
        putNumber(date.second, 2, buffer, 23)
        put(" GMT", 0, 4, buffer, 25)
    }

    /// The preferred form as bytes.
    package static func bytes(secondsSince1970 seconds: Int64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            write(secondsSince1970: seconds, to: UnsafeMutableRawBufferPointer(buffer))
            count = length
        }
    }

    /// The time of a date in one of the three forms: `Sun, 06 Nov 1994 08:49:37 GMT`,
    /// `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`; nil for anything else.
    ///
    /// The day of the week is not compared with the date. As there is no clock here, a year of two
    /// digits is one of 1970 to 2069. A leap second is taken as the second before it.
    package static func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var text = DateText(bytes)
        guard let weekday = text.letters() else { return nil }
        if weekday.count == 3, index(of: text[weekday], in: days) == nil { return nil }
        if weekday.count == 3, text.take(", ") {
            guard let day = text.number(2), text.take(" "), let month = text.month(months),
                text.take(" "), let year = text.number(4), text.take(" "),
                let seconds = text.timeOfDay(), text.take(" GMT")
            else { return nil }
            return text.finish(year, month, day, seconds)
        }
        if weekday.count == 3, text.take(" ") {
            guard let month = text.month(months), text.take(" "), let day = text.paddedDay(),
                text.take(" "), let seconds = text.timeOfDay(), text.take(" "),
                let year = text.number(4)
            else { return nil }
            return text.finish(year, month, day, seconds)
        }
        guard isLongWeekday(text[weekday]), text.take(", "), let day = text.number(2),
            text.take("-"), let month = text.month(months), text.take("-"),
            let year = text.number(2), text.take(" "), let seconds = text.timeOfDay(),
            text.take(" GMT")
        else { return nil }
        return text.finish(year < 70 ? 2000 + year : 1900 + year, month, day, seconds)
    }

    private static func isLongWeekday(_ text: UnsafeRawBufferPointer) -> Bool {
        func equals(_ name: StaticString) -> Bool {
            text.elementsEqual(
                UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            )
        }
        return equals("Sunday") || equals("Monday") || equals("Tuesday") || equals("Wednesday")
            || equals("Thursday") || equals("Friday") || equals("Saturday")
    }

    /// Which of the names of three letters in `names` the text is.
    static func index(of text: UnsafeRawBufferPointer, in names: StaticString) -> Int? {
        guard text.count == 3 else { return nil }
        let names = UnsafeRawBufferPointer(
            start: names.utf8Start,
            count: names.utf8CodeUnitCount
        )
        for index in 0..<names.count / 3
        where names[index * 3] == text[0] && names[index * 3 + 1] == text[1]
            && names[index * 3 + 2] == text[2]
        {
            return index
        }
        return nil
    }

    private static func put(
        _ text: StaticString,
        _ start: Int,
        _ count: Int,
        _ buffer: UnsafeMutableRawBufferPointer,
        _ position: Int
    ) {
        for index in 0..<count { buffer[position + index] = text.utf8Start[start + index] }
    }

    private static func putNumber(
        _ number: Int,
        _ digits: Int,
        _ buffer: UnsafeMutableRawBufferPointer,
        _ position: Int
    ) {
        var rest = number
        for index in (0..<digits).reversed() {
            buffer[position + index] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
    }
}
