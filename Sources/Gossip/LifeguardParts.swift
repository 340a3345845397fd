/// The parts of Lifeguard (Dadgar, Phillips, Currey 2017) that are in use; a simulation compares
/// runs with and without them, a node that serves has all.
package struct LifeguardParts: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// LHA-Probe (§IV-A): a node that may itself be slow probes less often and waits longer.
    package static let probe = LifeguardParts(rawValue: 1 << 0)
    /// LHA-Suspicion (§IV-B): the time to object starts long and shrinks with each confirmation.
    package static let suspicion = LifeguardParts(rawValue: 1 << 1)
    /// Buddy system (§IV-C): a suspect hears of it from whoever probes it next.
    package static let buddy = LifeguardParts(rawValue: 1 << 2)
    /// Beyond the paper: a step that comes late shows that this process did not run, so what it
    /// did not hear in that time proves nothing.
    package static let lateness = LifeguardParts(rawValue: 1 << 3)

    package static let all: LifeguardParts = [.probe, .suspicion, .buddy, .lateness]
}
