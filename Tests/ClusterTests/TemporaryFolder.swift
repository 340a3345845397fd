import Glibc

/// A folder that is gone with the value.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/headwater-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("mkdtemp: \(errno)") }
        path = String(cString: made)
    }

    deinit {
        for name in ["data", "data-lock"] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
