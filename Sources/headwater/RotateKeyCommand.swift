import ArgumentParser
import Sealing

/// `headwater key rotate`.
struct RotateKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Take the next step of replacing the cluster key, in a key file.",
        discussion: """
            Three steps, each followed by copying the file to every node and reloading it there: \
            a new key is added, the new key is used, the old key is dropped. Nothing stops meanwhile. \
            The file itself says which step is due.
            """
    )

    @Argument(help: "The file of --cluster-key-file, or a copy of it.")
    var file: String

    @Option(help: "add, promote or drop; without it the step that is due.")
    var step: KeyRotation.Step?

    @Flag(help: "Say what would be done, and change nothing.")
    var dryRun = false

    func run() throws {
        do {
            let rotation = try KeyRotation(of: try KeyFile.read(file), step: step)
            if !dryRun { try KeyFile.replace(file, with: rotation.text) }
            Output.line(Self.report(rotation, file: file, isDryRun: dryRun))
        } catch let error as SealingError {
            throw CommandFailure(.refused, "\(file): \(error)")
        } catch let error as KeyRotationError {
            throw CommandFailure(.refused, "\(file): \(error)")
        } catch let error as KeyFileError {
            throw CommandFailure(.refused, error.description)
        }
    }

    /// What was done, and what is to be done next on which nodes.
    static func report(_ rotation: KeyRotation, file: String, isDryRun: Bool) -> String {
        let did = isDryRun ? "would be" : "is"
        // Without the change the new key is drawn again, so its name would mean nothing.
        let key = isDryRun && rotation.step == .add ? "a new key" : "key \(rotation.key)"
        let spread = "Copy \(file) to every node and reload each one (kill -HUP, or a restart)"
        let again = "`headwater key rotate \(file)`"
        switch rotation.step {
        case .add:
            return """
                Step 1 of 3: \(key) \(did) added; key \(rotation.first) is still the one in use.
                \(spread). Only when all nodes have it: \(again) for step 2.
                """
        case .promote:
            return """
                Step 2 of 3: \(key) \(did) the one in use; the old one is still accepted.
                \(spread). Only when all nodes have it: \(again) for step 3.
                """
        case .drop:
            return """
                Step 3 of 3: \(key) \(did) dropped; key \(rotation.first) is the one in use.
                \(spread). A node that missed step 2 is shut out until it has this file.
                """
        }
    }
}

extension KeyRotation.Step: ExpressibleByArgument {}
