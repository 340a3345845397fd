import TestSupport

extension TemporaryFolder {
    /// Where a test keeps its environment.
    var file: String { path + "/test.mdb" }
}
