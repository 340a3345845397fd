/// The request methods this program tells apart (RFC 9110 section 9); they are case-sensitive.
///
/// The raw text of any method is `RequestHead.methodRange`.
package enum Method: UInt8, Sendable {
    case get
    case head
    case put
    case post
    case delete
    case options
    case other
}

extension Method {
    /// The method of a token that is exactly `count` bytes long.
    init(_ base: UnsafeRawPointer, count: Int) {
        func equals(_ text: StaticString) -> Bool {
            for index in 0..<text.utf8CodeUnitCount
            where base.load(fromByteOffset: index, as: UInt8.self) != text.utf8Start[index] {
                return false
            }
            return true
        }
        switch count {
        case 3: self = equals("GET") ? .get : equals("PUT") ? .put : .other
        case 4: self = equals("HEAD") ? .head : equals("POST") ? .post : .other
        case 6: self = equals("DELETE") ? .delete : .other
        case 7: self = equals("OPTIONS") ? .options : .other
        default: self = .other
        }
    }
}
