/// What an import did so far.
struct ImportTotal {
    var lines: Int64 = 0
    var changes: Int64 = 0
    var revision: Int64 = 0
    /// Lines of the file that were sent.
    var read = 0
}
