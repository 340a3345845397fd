/// Takes the parts of a date off the front of a text; each call returns nil or false if they are
/// not there.
struct DateText {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    /// A run of letters, of at least three.
    mutating func letters() -> Range<Int>? {
        let start = position
        while position < bytes.count, Token.lower(bytes[position]) &- 0x61 < 26 { position += 1 }
        return position - start >= 3 ? start..<position : nil
    }

    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] {
            return false
        }
        position += count
        return true
    }

    /// A number of exactly `digits` digits.
    mutating func number(_ digits: Int) -> Int? {
        guard bytes.count - position >= digits else { return nil }
        var value = 0
        for index in position..<position + digits {
            guard CharacterClass.isDigit(bytes[index]) else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        position += digits
        return value
    }

    /// 1 to 12 for the short name of a month.
    mutating func month(_ names: StaticString) -> Int? {
        guard bytes.count - position >= 3,
            let index = HTTPDate.index(of: self[position..<position + 3], in: names)
        else { return nil }
        position += 3
        return index + 1
    }

    /// A day of two digits, the first of which may be a space.
    mutating func paddedDay() -> Int? {
        take(" ") ? number(1) : number(2)
    }

    /// `08:49:37` as seconds of the day.
    mutating func timeOfDay() -> Int? {
        guard let hour = number(2), take(":"), let minute = number(2), take(":"),
            let second = number(2), hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + min(second, 59)
    }

    /// The time, if the text is at its end.
    func finish(_ year: Int, _ month: Int, _ day: Int, _ secondOfDay: Int) -> Int64? {
        guard position == bytes.count else { return nil }
        return CivilDate.secondsSince1970(
            year: year,
            month: month,
            day: day,
            secondOfDay: secondOfDay
        )
    }
}
