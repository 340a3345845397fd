import ArgumentParser
import JSON

/// `headwater leave`.
struct LeaveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave",
        abstract: "Have this node leave its cluster; it ends when it has.",
        discussion: """
            The node that --node names is told. It hands on what it led, leaves the view, waits up to \
            30 seconds for its fills and the readers of other nodes, is taken out of the voters and \
            ends. To join again, or another cluster, it needs an empty data folder. A node that \
            is lost for good is taken out with `headwater remove`.
            """
    )

    /// Longer than a node takes to leave the view, to drain and to be removed.
    static let patience: Duration = .seconds(120)

    @OptionGroup var options: ClientOptions

    func run() throws {
        _ = try options.client(timeout: Self.patience).call(.post, "/v1/leave")
        if options.json { return Output.json(["left": .bool(true)]) }
        Output.line("the node has left the cluster")
    }
}
