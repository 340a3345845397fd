/// Where the admin token is: given by the environment, or kept in a file.
package enum AdminTokenOption: Sendable, Equatable {
    case file
    case given(String)

    init(_ token: String?) {
        self = token.map { .given($0) } ?? .file
    }
}

extension AdminTokenOption: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Never the token.
    package var description: String {
        switch self {
        case .file: "file"
        case .given: "given"
        }
    }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
