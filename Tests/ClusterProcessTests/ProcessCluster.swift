import TestSupport

/// A cluster of real processes that a test talks to by the commands of the binary.
struct ProcessCluster {
    static let flags = ["--profile", "local", "--threads", "1"]
    /// For tests that count on nobody being taken for dead by mistake: on a machine that is busy
    /// with other tests a node may be silent for as long as `local` allows.
    static let patientFlags = ["--profile", "lan", "--threads", "1"]

    private(set) var nodes: [HeadwaterProcess] = []

    /// Founds a cluster and has further nodes join it one after another.
    ///
    /// - Parameters:
    ///   - flags: of all nodes.
    ///   - options: further flags for each node by its place.
    init(
        of count: Int,
        flags: [String] = Self.flags,
        options: (Int) throws -> [String] = { _ in [] },
        environment: (Int) -> [String: String] = { _ in [:] }
    ) async throws {
        for place in 0..<count {
            let join = nodes.first.map { ["--join", "127.0.0.1:\($0.clusterPort)"] } ?? []
            nodes.append(
                try await HeadwaterProcess.start(
                    "n\(place + 1)",
                    options: try flags + join + options(place),
                    environment: environment(place)
                )
            )
        }
        try await waitForVoters(min(count, 5))
    }

    subscript(_ place: Int) -> HeadwaterProcess { nodes[place] }

    /// What a node answers about consensus.
    func status(of place: Int) async throws -> JSONValue {
        try await nodes[place].json("GET", "/v1/status")
    }

    /// Waits until every running node counts so many voters and knows the leader.
    func waitForVoters(_ count: Int) async throws {
        for place in nodes.indices where nodes[place].isRunning {
            try await poll("\(count) voters at \(nodes[place].name)") {
                let status = try await status(of: place)
                return status["voters"]?.array?.count == count && status["leader"]?.string != nil
            }
        }
    }

    /// The place of the leader, once all running nodes agree on it.
    func leader() async throws -> Int {
        try await poll("the nodes to agree on a leader") {
            var names: Set<String> = []
            for place in nodes.indices where nodes[place].isRunning {
                names.insert(try await status(of: place)["leader"]?.string ?? "")
            }
            guard names.count == 1, let name = names.first else { return nil }
            return nodes.firstIndex { $0.name == name && $0.isRunning }
        }
    }

    /// Waits until a node's own copy has a mapping.
    func waitForCopy(of key: String, at place: Int) async throws {
        try await poll("\(key) at \(nodes[place].name)") {
            try await nodes[place].call("GET", "/v1/kv/\(key)?consistency=local").status == 200
        }
    }

    /// Writes until it succeeds, as a client would after an election.
    func put(_ key: String, at place: Int) async throws {
        try await poll("a write of \(key) at \(nodes[place].name)") {
            let answer = try await nodes[place].call(
                "PUT",
                "/v1/kv/\(key)",
                body: .object(["origin": .string("http://origin.example/\(key)")])
            )
            return answer.status == 200
        }
    }
}
