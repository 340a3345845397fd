import TestSupport

extension TemporaryFolder {
    /// The files below a folder of the store, sorted, as `xx/name`.
    func files(in folder: String) -> [String] {
        TextFile.list(path + "/" + folder)
    }
}
