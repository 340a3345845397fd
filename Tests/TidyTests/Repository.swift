import Glibc
import TestSupport

/// The files of the repository that these tests belong to.
struct Repository {
    static let allowedAtTop: Set = [
        "Package.swift", "Sources", "Tests", "cluster-examples", "docs", "README.md", "Makefile",
        // Made by building and running, never committed.
        "Package.resolved", "headwater-data",
    ]

    let root: String
    /// Every Swift file below Sources and Tests.
    let sources: [SourceFile]
    /// Every other text, and the Swift files once more as text, by path.
    let texts: [(path: String, text: String)]

    init(file: String = #filePath) {
        // A package may reach these tests by a link; the files beside them are meant.
        let real = realpath(file, nil)
        let resolved = real.map { String(cString: $0) } ?? file
        free(real)
        let root = "/" + resolved.split(separator: "/").dropLast(3).joined(separator: "/")
        self.root = root
        var sources: [SourceFile] = []
        var texts: [(path: String, text: String)] = []
        for folder in ["Sources", "Tests", "docs", "cluster-examples", ".ci"] {
            for name in TextFile.list(root + "/" + folder) {
                let path = folder + "/" + name
                guard let bytes = TextFile.bytes(root + "/" + path), !bytes.contains(0) else {
                    continue
                }
                if path.hasSuffix(".swift") {
                    sources.append(SourceFile(path: path, bytes: bytes))
                }
                texts.append((path, String(decoding: bytes, as: UTF8.self)))
            }
        }
        for path in ["README.md", "Makefile", "Package.swift"] {
            if let text = TextFile.read(root + "/" + path) { texts.append((path, text)) }
        }
        self.sources = sources
        self.texts = texts
    }

    func text(_ path: String) -> String? {
        texts.first { $0.path == path }?.text
    }

    func exists(_ path: String) -> Bool {
        access(root + "/" + path, F_OK) == 0
    }

    /// Names directly in the root.
    var topLevel: [String] {
        TextFile.names(in: root)
    }
}
