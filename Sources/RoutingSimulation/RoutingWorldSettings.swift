/// What decides a run, to the last event.
package struct RoutingWorldSettings: Sendable {
    package var seed: UInt64
    /// Acts of the adversary and arrivals of readers before the world heals.
    package var steps: Int
    package var nodes: Int
    package var fault: RoutingFault?

    package init(seed: UInt64, steps: Int = 400, nodes: Int = 4, fault: RoutingFault? = nil) {
        self.seed = seed
        self.steps = steps
        self.nodes = nodes
        self.fault = fault
    }

    /// The command that repeats the run.
    package var command: String {
        let fault = fault.map { " --fault \($0.rawValue)" } ?? ""
        return "swift run -c release simulate --world routing --seeds \(seed)..<\(seed + 1)"
            + " --steps \(steps) --nodes \(nodes)\(fault) --trace"
    }
}
