/// The parameters of a request's query.
///
/// Those that a call does not know are refused: a misspelt one would silently do something else.
struct AdminQuery {
    private var parameters: [(name: String, value: String)] = []

    init(_ text: String) throws(AdminError) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try PercentDecoding.text(parts[0], of: "the query")
            let value = parts.count == 2 ? try PercentDecoding.text(parts[1], of: name) : ""
            guard !parameters.contains(where: { $0.name == name }) else {
                throw .invalidArgument(name, value, "must be given once")
            }
            parameters.append((name, value))
        }
    }

    func text(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    func integer(_ name: String, in range: ClosedRange<UInt64>) throws(AdminError) -> UInt64? {
        guard let text = text(name) else { return nil }
        guard let value = UInt64(text), range.contains(value) else {
            throw .invalidArgument(
                name,
                text,
                "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// Whether this node's copy will do: `consistency=local`.
    func isLocal() throws(AdminError) -> Bool {
        switch text("consistency") {
        case nil, "linearizable": return false
        case "local": return true
        case let other?:
            throw .invalidArgument("consistency", other, "must be \"local\" or \"linearizable\"")
        }
    }

    /// Whether a check is to be left out: `force=true`.
    func isForced() throws(AdminError) -> Bool {
        switch text("force") {
        case nil, "false": return false
        case "true": return true
        case let other?: throw .invalidArgument("force", other, "must be \"true\" or \"false\"")
        }
    }

    func allow(_ names: String...) throws(AdminError) {
        guard let unknown = parameters.first(where: { !names.contains($0.name) }) else { return }
        throw .invalidArgument(
            unknown.name,
            unknown.value,
            names.isEmpty
                ? "this call takes no parameters"
                : "this call takes \(names.joined(separator: ", "))"
        )
    }
}
