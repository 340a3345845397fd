/// One HTTP field line: a name as it was written and its value without white space around it.
package struct HeaderField: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the name is this one, given in lower case; names do not know case (RFC 9110 5.1).
    func isNamed(_ lowercase: StaticString) -> Bool {
        let count = name.utf8.count
        guard count == lowercase.utf8CodeUnitCount else { return false }
        var position = lowercase.utf8Start
        for byte in name.utf8 {
            guard ASCII.lowercased(byte) == position.pointee else { return false }
            position += 1
        }
        return true
    }
}

extension [HeaderField] {
    /// The value of the first field of this lower-case name.
    func first(_ lowercase: StaticString) -> String? {
        first { $0.isNamed(lowercase) }?.value
    }

    /// The values of all fields of this lower-case name, in order.
    func all(_ lowercase: StaticString) -> [String] {
        filter { $0.isNamed(lowercase) }.map(\.value)
    }

    /// The values of all fields of this lower-case name as one list (RFC 9110 5.3), or nil.
    func joined(_ lowercase: StaticString) -> String? {
        let values = all(lowercase)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
