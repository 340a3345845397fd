import ArgumentParser
import JSON
import Node

/// `headwater recover`.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Start over with one node when the majority of the voters is lost for good.",
        discussion: """
            Works on the data folder of a node that is stopped. Choose the node that has applied the \
            most: without --yes-i-lost-the-majority nothing is changed and you see what it has.

            The node becomes the only one of a new cluster with all it had received. What the lost \
            nodes had acknowledged and this one had not received is lost. Every other node must be \
            started with an empty data folder and --join; with its old one it is refused.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The node's data folder, also HEADWATER_DATA. (default: ./headwater-data)",
            valueName: "folder"
        )
    )
    var data: String?

    @Flag(help: "Do it.")
    var yesILostTheMajority = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let folder = data ?? Environment.variable("HEADWATER_DATA") ?? "./headwater-data"
        let report: RecoveryReport
        do {
            report = try NodeRecovery.run(folder: folder, isReal: yesILostTheMajority)
        } catch let failure as NodeFailure {
            throw CommandFailure(.refused, failure.description)
        }
        if json {
            return Output.json([
                "name": .string(report.name), "formerCluster": .string(report.formerCluster),
                "cluster": .optional(report.cluster),
                "lost": .array(report.others.map { .string($0) }),
                "applied": .count(report.appliedIndex), "received": .count(report.lastIndex),
            ])
        }
        var table = TextTable("node", report.name)
        table.add("cluster", report.formerCluster)
        table.add("applied", "\(report.appliedIndex)")
        table.add("received", "\(report.lastIndex)")
        table.add("voters", report.voters.joined(separator: ", "))
        table.add("left behind", report.others.joined(separator: ", "))
        if let cluster = report.cluster { table.add("new cluster", cluster) }
        table.print()
        Output.line(
            report.cluster == nil
                ? "Nothing was changed. If the majority is lost for good and no other node has more, "
                    + "add --yes-i-lost-the-majority."
                : "Start this node, then the others with empty data folders and --join."
        )
    }
}
