import ArgumentParser
import Glibc

/// Runs the command line and ends with the exit codes of design chapter 2.
@main
enum Main {
    static func main() async {
        // A reader that closes our output early, such as `head`, is no crash.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try HeadwaterCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Output.error("headwater: \(failure.message)")
            exit(failure.code.rawValue)
        } catch {
            if HeadwaterCommand.exitCode(for: error) == .success {
                HeadwaterCommand.exit(withError: error)
            }
            Output.error(HeadwaterCommand.fullMessage(for: error))
            let isUsage = HeadwaterCommand.exitCode(for: error) == .validationFailure
            exit((isUsage ? CommandFailure.Code.usage : .refused).rawValue)
        }
    }
}
