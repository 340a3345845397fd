import Glibc
import Logging
import Node
import UnixSignals

/// Runs a node until it is told to stop: the first SIGTERM or SIGINT drains it, the second ends it at
/// once.
func runNode(_ options: ServeOptions) async throws {
    DescriptorLimit.raise()
    LoggingSystem.bootstrap { label in
        var handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = Logger.Level(rawValue: options.logLevel) ?? .info
        return handler
    }
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let node: NodeRuntime
    do {
        node = try await NodeRuntime(options, logger: Logger(label: "headwater"))
    } catch let failure as NodeFailure {
        throw CommandFailure(.refused, failure.description)
    }
    var ending: Task<Void, Never>?
    for await signal in signals {
        guard ending == nil else { _exit(128 + signal.rawValue) }
        ending = Task {
            await node.shutDown()
            exit(0)
        }
    }
}
