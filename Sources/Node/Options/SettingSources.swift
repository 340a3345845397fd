/// Where settings come from; the first source that has one wins: flag, environment, file, default.
package struct SettingSources: Sendable {
    /// A value and how an error calls the place it stands in.
    package struct Found: Sendable, Equatable {
        package var value: String
        package var place: String
    }

    private let flags: [Setting: [String]]
    private let environment: @Sendable (String) -> String?
    private let file: ConfigurationFile?

    package init(
        flags: [Setting: [String]] = [:],
        environment: @escaping @Sendable (String) -> String? = { _ in nil },
        file: ConfigurationFile? = nil
    ) {
        self.flags = flags
        self.environment = environment
        self.file = file
    }

    /// An environment variable that is no setting, such as a secret; an empty one counts as unset.
    package func variable(_ name: String) -> String? {
        environment(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The values of a repeatable setting from the first source that has any; sources do not add
    /// up.
    package func all(_ setting: Setting) -> [Found] {
        if let values = flags[setting], !values.isEmpty {
            return values.map { Found(value: $0, place: "--\(setting.rawValue)") }
        }
        if let value = variable(setting.environmentName) {
            let values =
                setting.isRepeatable ? value.split(separator: ",").map(String.init) : [value]
            return values.map { Found(value: $0, place: setting.environmentName) }
        }
        guard let file else { return [] }
        return file.lines.filter { $0.setting == setting }.map {
            Found(value: $0.value, place: "\(file.name) line \($0.number): \(setting.rawValue)")
        }
    }

    /// The value of a setting that is given once, or nil where no source has it.
    package func first(_ setting: Setting) -> Found? {
        all(setting).first
    }

    /// A setting that is on or off.
    package func flag(_ setting: Setting) throws(OptionError) -> Bool {
        guard let found = first(setting) else { return false }
        switch found.value {
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        default: throw OptionError(found.place, found.value, "must be true or false")
        }
    }
}
