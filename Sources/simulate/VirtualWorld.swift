import ArgumentParser
import RoutingSimulation
import Simulation

/// Which cores are run.
enum VirtualWorld: String, ExpressibleByArgument, CaseIterable {
    case consensus, routing

    /// The faults of both, for the help.
    static var faults: String {
        (Fault.allCases.map(\.rawValue) + RoutingFault.allCases.map(\.rawValue))
            .joined(separator: ", ")
    }

    /// The fault of this name; nil where none was named.
    static func fault<Value: RawRepresentable<String>>(
        _ name: String?,
        of type: Value.Type
    ) throws -> Value? {
        guard let name else { return nil }
        guard let fault = Value(rawValue: name) else {
            throw ValidationError("--fault \(name): this world has no such fault")
        }
        return fault
    }
}
