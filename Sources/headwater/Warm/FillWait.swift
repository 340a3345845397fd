import JSON

/// Waits until the node has no fills under way.
struct FillWait {
    let client: AdminClient

    /// Where the admin API does not tell, says so and gives up: the paths are answered all the same.
    func run() async {
        let clock = ContinuousClock()
        do {
            while true {
                let fills = try client.call(.get, "/v1/fills")["items"]?.elements ?? []
                if fills.isEmpty { return }
                if Output.showsProgress { Output.progress("\(fills.count) fills under way") }
                try await clock.sleep(for: .milliseconds(200))
            }
        } catch {
            if Output.showsProgress { Output.progress("") }
            Output.error(
                "headwater: fills may still be under way: "
                    + ((error as? CommandFailure)?.message ?? "\(error)")
            )
        }
    }
}
