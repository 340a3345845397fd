/// A target imports only what its line of dependencies names: SwiftPM lets more through.
enum ImportRules {
    static func violations(in file: SourceFile, _ manifest: PackageManifest) -> [Violation] {
        guard let target = manifest.targets.first(where: { file.path.hasPrefix($0.folder + "/") })
        else { return [] }
        let known = Set(manifest.targets.flatMap { [$0.name] + $0.dependencies })
        return zip(file.code, file.code.dropFirst()).compactMap { word, name in
            guard word.isWord("import"), known.contains(name.text),
                !target.dependencies.contains(name.text)
            else { return nil }
            let message = "\(target.name) imports \(name.text), which its dependencies do not name"
            return file.violation(name, message)
        }
    }
}
