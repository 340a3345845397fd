import ArgumentParser
import JSON

/// `headwater route`.
struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Tell who would fetch an object, by which mapping and from which URL."
    )

    @Argument(help: ArgumentHelp("The object.", valueName: "bucket/key"))
    var path: String

    @OptionGroup var options: ClientOptions

    func run() throws {
        let answer = try options.client().call(.get, "/v1/route?path=\(URLText.query(path))")
        if options.json { return Output.json(answer) }
        var table = TextTable("path", answer["path"]?.text ?? path)
        table.add("mapping", answer["mapping"]?.text ?? "none: a miss stays a 404")
        table.add("fetcher", answer["fetcher"]?.text ?? "none")
        let rank = (answer["rank"]?.elements ?? []).compactMap(\.text)
        table.add("rank", rank.joined(separator: ", "))
        table.add("url", answer["url"]?.text ?? "none")
        table.print()
    }
}
