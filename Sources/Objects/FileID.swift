/// The name of a body's file: a random number, never used by two files at one time.
///
/// A name says nothing of the object, so keys never become file paths.
package struct FileID: Sendable, Hashable {
    package let number: UInt64

    package init(number: UInt64) {
        self.number = number
    }

    /// The number of the folder that holds the file, from the first two hexadecimal digits.
    var folder: Int { Int(number >> 56) }

    /// Lends `xx/xxxxxxxxxxxxxxxx`, where the first two digits are the folder; no allocation.
    func withPath<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 20) { text in
            for digit in 0..<16 {
                text[3 + digit] = Self.digit(UInt8(number >> UInt64(60 - 4 * digit) & 15))
            }
            text[0] = text[3]
            text[1] = text[4]
            text[2] = CChar(UInt8(ascii: "/"))
            text[19] = 0
            guard let start = text.baseAddress else { preconditionFailure("20 bytes of nothing") }
            return body(UnsafePointer(start))
        }
    }

    /// Lends the sixteen digits alone, as temporaries are named.
    func withName<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
        withPath { body($0 + 3) }
    }

    /// The identity a file name stands for, or nil for names that are not ours.
    init?(name: UnsafePointer<CChar>) {
        var number: UInt64 = 0
        for index in 0..<16 {
            guard let value = Self.value(UInt8(bitPattern: name[index])) else { return nil }
            number = number << 4 | UInt64(value)
        }
        guard name[16] == 0 else { return nil }
        self.number = number
    }

    private static func digit(_ value: UInt8) -> CChar {
        CChar(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
    }

    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
