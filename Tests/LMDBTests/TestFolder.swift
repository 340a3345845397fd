import Foundation

/// A folder of its own for a test, removed with everything in it when the test lets go of it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        let unique = UUID().uuidString
        path = NSTemporaryDirectory() + "headwater-lmdb-\(unique)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false
        )
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("\(path) stays behind: \(error)")
        }
    }

    var file: String { path + "/test.mdb" }
}
