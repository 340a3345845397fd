import ArgumentParser
import JSON

/// `headwater access list`.
struct ListAccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List access keys and what they may do, without their secrets."
    )

    @Flag(help: "Read this node's copy, also without a majority.")
    var local = false

    @OptionGroup var options: ClientOptions

    func run() throws {
        let client = try options.client()
        var items: [JSONValue] = []
        var after: String?
        repeat {
            var target = "/v1/access?limit=1000"
            if let after { target += "&after=\(URLText.query(after))" }
            if local { target += "&consistency=local" }
            let page = try client.call(.get, target)
            items += page["items"]?.elements ?? []
            after = page["next"]?.text
        } while after != nil
        if options.json { return Output.json(["items": .array(items)]) }
        AccessTable.print(items)
    }
}
