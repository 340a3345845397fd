/// What a run is, completely: two runs of equal settings are equal to the last step.
package struct WorldSettings: Sendable, Hashable {
    package var seed: UInt64
    package var steps: Int
    package var voters: Int
    package var learners: Int
    package var fault: Fault?

    package init(
        seed: UInt64,
        steps: Int = 5_000,
        voters: Int = 3,
        learners: Int = 0,
        fault: Fault? = nil
    ) {
        precondition((1...9).contains(voters) && (0...9).contains(learners) && steps >= 0)
        self.seed = seed
        self.steps = steps
        self.voters = voters
        self.learners = learners
        self.fault = fault
    }

    /// The command that repeats the run.
    package var command: String {
        var words = ["simulate", "--seeds", "\(seed)..<\(seed + 1)", "--steps", "\(steps)"]
        words += ["--voters", "\(voters)", "--learners", "\(learners)"]
        if let fault { words += ["--fault", fault.rawValue] }
        return words.joined(separator: " ")
    }
}
