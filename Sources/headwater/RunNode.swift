import Glibc
import Logging
import Node
import Synchronization
import UnixSignals

/// Runs a node until it is told to stop: the first SIGTERM or SIGINT drains it, the second ends it at
/// once, as does the first while it starts.
///
/// SIGHUP has it read certificates and keys again, where it was given any.
func runNode(_ options: ServeOptions) async throws {
    DescriptorLimit.raise()
    LoggingSystem.bootstrap { label in
        var handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = Logger.Level(rawValue: options.logLevel) ?? .info
        return handler
    }
    let logger = Logger(label: "headwater")
    // Without files to read again a hangup ends the node, as it does most programs.
    let trapped: [UnixSignal] =
        options.hasReloadableFiles ? [.sigterm, .sigint, .sighup] : [.sigterm, .sigint]
    let signals = await UnixSignalsSequence(trapping: trapped)
    let running = Mutex<NodeRuntime?>(nil)
    let watch = Task {
        var isEnding = false
        for await signal in signals {
            if signal == .sighup {
                running.withLock { $0 }?.reload()
                continue
            }
            guard !isEnding, let node = running.withLock({ $0 }) else {
                _exit(128 + signal.rawValue)
            }
            isEnding = true
            Task {
                await node.shutDown()
                exit(0)
            }
        }
    }
    do {
        let node = try await NodeRuntime(options, logger: logger)
        running.withLock { $0 = node }
        for await reason in node.ended {
            logger.critical("the node ends", metadata: ["reason": "\(reason)"])
            await node.shutDown()
            exit(node.hasLeft ? 0 : 1)
        }
    } catch let failure as NodeFailure {
        watch.cancel()
        throw CommandFailure(.refused, failure.description)
    }
}
