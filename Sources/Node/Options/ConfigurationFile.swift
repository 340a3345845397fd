/// The file of `--config`: lines `name = value`, comments from '#' at a line's beginning.
package struct ConfigurationFile: Sendable, Equatable {
    /// One setting, with the line of the file it stands in, from 1, for errors to name.
    package struct Line: Sendable, Equatable {
        package var number: Int
        package var setting: Setting
        package var value: String
    }

    package let name: String
    package let lines: [Line]

    /// - Parameter name: how errors call the file.
    package init(_ text: String, name: String) throws(OptionError) {
        self.name = name
        var lines: [Line] = []
        var number = 0
        // "\r\n" is one character.
        let lineEnds: [Character] = ["\n", "\r\n"]
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: lineEnds.contains) {
            number += 1
            let line = Self.trimmed(raw)
            guard !line.isEmpty, line.first != "#" else { continue }
            let place = "\(name) line \(number)"
            guard let equals = line.firstIndex(of: "=") else {
                throw OptionError(place, String(line), "must be name = value")
            }
            let left = String(Self.trimmed(line[..<equals]))
            guard let setting = Setting(rawValue: left) else {
                let known = Setting.allCases.map(\.rawValue).joined(separator: ", ")
                throw OptionError(place, left, "is no setting; there are \(known)")
            }
            guard setting.isRepeatable || !lines.contains(where: { $0.setting == setting }) else {
                throw OptionError(place, left, "must be given once")
            }
            let value = String(Self.trimmed(line[line.index(after: equals)...]))
            lines.append(Line(number: number, setting: setting, value: value))
        }
        self.lines = lines
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (character: Character) in
            character == " " || character == "\t" || character == "\r"
        }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }
}
