/// How a child process ended.
package enum ExitStatus: Sendable, Hashable {
    case code(Int32)
    case signal(Int32)
}
