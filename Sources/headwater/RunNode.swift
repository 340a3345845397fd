import Node

/// Runs a node until it is told to stop.
func runNode(_ options: ServeOptions) async throws {
    throw CommandFailure(.refused, "this build has no node to run")
}
