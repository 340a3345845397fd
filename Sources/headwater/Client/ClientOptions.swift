import ArgumentParser

/// What every client command takes.
struct ClientOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The admin API of a node, also HEADWATER_NODE. (default: http://127.0.0.1:8401)",
            valueName: "url"
        )
    )
    var node: String?

    @Option(
        help: ArgumentHelp(
            "The admin token, also HEADWATER_ADMIN_TOKEN; else it is read from the data folder."
        )
    )
    var token: String?

    @Option(
        help: ArgumentHelp(
            "A data folder whose admin-token file may be read, also HEADWATER_DATA. "
                + "(default: ./headwater-data)",
            valueName: "folder"
        )
    )
    var data: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// - Parameter timeout: for each call.
    func client(timeout: Duration = .seconds(30)) throws(CommandFailure) -> AdminClient {
        try AdminClient(
            node: nodeURL,
            token: foundToken,
            transport: NetworkTransport(timeout: timeout)
        )
    }

    private var nodeURL: String {
        node ?? Environment.variable("HEADWATER_NODE") ?? "http://127.0.0.1:8401"
    }

    private var foundToken: String? {
        if let token = token ?? Environment.variable("HEADWATER_ADMIN_TOKEN") { return token }
        let folder = data ?? Environment.variable("HEADWATER_DATA") ?? "./headwater-data"
        let line = TextFile.read("\(folder)/admin-token")?.split(whereSeparator: \.isWhitespace)
        return line?.first.map(String.init)
    }
}
