internal import Determinism
internal import Glibc
internal import Synchronization
internal import TestSupport

/// One run: a cluster of real processes, load and faults from a seed, and a verdict.
package struct ChaosRun: Sendable {
    private let settings: ChaosSettings
    private let history: History

    /// - Parameter echo: told of each event as it happens.
    package init(_ settings: ChaosSettings, echo: @escaping @Sendable (String) -> Void) {
        self.settings = settings
        history = History(echo: echo)
    }

    /// Runs to the end; throws where the cluster could not even be begun.
    package func run() async throws -> ChaosReport {
        Leftovers.sweep()
        let temporary = try TemporaryFolder(prefix: Leftovers.ownFolderPrefix)
        let folder = settings.folder ?? temporary.path
        if settings.folder != nil {
            guard TextFile.names(in: folder).isEmpty else {
                throw TestSupportError("the folder \(folder) is not empty")
            }
            mkdir(folder, 0o700)
        }
        let world = try await ChaosWorld(settings: settings, folder: folder, history: history)
        let log = WatchLog(watchers: settings.nodes)
        let resources = ResourceWatch(nodes: settings.nodes)
        do {
            try await world.begin()
            try await mapObjects(world)
            try await harm(world, log, resources)
        } catch {
            await world.end()
            throw error
        }
        let changes = log.changes
        await ConvergenceCheck(world: world, changes: changes).run()
        await StoreCheck(world: world).run()
        resources.judge(world)
        await world.end()
        let linearizability = judge(changes)
        let outages = Outage.find(in: history)
        judge(outages)
        let fetches = world.origin.fetches
        judge(fetches, world.nodes.map(\.name))
        let isKept = settings.folder != nil && (settings.keepsFolder || !history.violations.isEmpty)
        if isKept {
            try HistoryFile.write(history, changes, fetches, to: folder)
        } else if settings.folder != nil {
            for name in TextFile.names(in: folder) { unlink(folder + "/" + name) }
            rmdir(folder)
        }
        return try ReportWriter(
            settings: settings,
            history: history,
            linearizability: linearizability,
            outages: outages,
            peaks: resources.all,
            changes: changes.count,
            fetches: fetches,
            folder: isKept ? folder : nil
        ).report()
    }

    private func mapObjects(_ world: ChaosWorld) async throws {
        let connection = AdminConnection(world.nodes[0], token: world.token)
        defer { connection.close() }
        let body =
            "{\"origin\":\"\(world.origin.url)\",\"allow-private-addresses\":true,"
            + "\"acl\":\"public-read\"}"
        // Before anything is harmed a busy machine alone may cost a leader its place.
        try await poll("the bucket of objects to be mapped", within: .seconds(30)) {
            let answer = await connection.call(
                "PUT",
                "/v1/kv/\(ObjectReader.bucket)",
                body: body,
                within: .seconds(10)
            )
            guard case .answer(200, _) = answer else { return false }
            return true
        }
        let revision = await world.status(of: world.nodes[0])?.applied ?? 0
        for node in world.nodes {
            try await poll("the mapping at \(node.name)", within: .seconds(10)) {
                await world.status(of: node)?.applied ?? 0 >= revision
            }
        }
    }

    // MARK: - Load and faults

    private func harm(
        _ world: ChaosWorld,
        _ log: WatchLog,
        _ resources: ResourceWatch
    ) async throws {
        var generator = SeededGenerator(seed: settings.seed)
        let keys = KeySpace(start: history.start)
        let watchers = world.nodes.map { node in
            let watcher = Watcher(
                number: node.index,
                node: node,
                token: world.token,
                log: log,
                history: history
            )
            return Task { await watcher.run() }
        }
        let sampling = Task { await resources.run(in: world) }
        let load = load(world, keys, &generator)
        let faults = FaultLane.lanes(of: world, seed: generator.next()).map { lane in
            Task {
                var lane = lane
                await lane.run(in: world)
            }
        }
        await world.pause(milliseconds: settings.seconds * 1_000)
        for fault in faults { fault.cancel() }
        for fault in faults { await fault.value }
        await heal(world)
        await world.pause(milliseconds: 2_000)
        world.isEnding.store(true, ordering: .relaxed)
        for task in load { await task.value }
        await waitForWatchers(world, log, generator.split())
        for task in watchers + [sampling] { task.cancel() }
        for task in watchers + [sampling] { await task.value }
    }

    private func load(
        _ world: ChaosWorld,
        _ keys: KeySpace,
        _ generator: inout SeededGenerator
    ) -> [Task<Void, Never>] {
        var tasks: [Task<Void, Never>] = []
        for number in 0..<settings.writers + settings.readers {
            let seed = generator.split()
            let isWriter = number < settings.writers
            tasks.append(
                Task {
                    let client = KeyValueClient(number: number, world: world, generator: seed)
                    if isWriter {
                        await Writer(client: client, keys: keys, world: world).run()
                    } else {
                        await Reader(client: client, keys: keys, world: world).run()
                    }
                }
            )
        }
        for _ in 0..<settings.objectReaders {
            let seed = generator.split()
            tasks.append(
                Task {
                    var reader = ObjectReader(world: world, generator: seed)
                    await reader.run()
                }
            )
        }
        if settings.objectReaders > 0 {
            let seed = generator.split()
            tasks.append(
                Task {
                    var sweeper = ObjectSweeper(world: world, generator: seed)
                    await sweeper.run()
                }
            )
        }
        for number in 0..<(world.store == nil ? 0 : settings.objectWriters) {
            let seed = generator.split()
            tasks.append(
                Task {
                    var writer = ObjectWriter(number: number, world: world, generator: seed)
                    await writer.run()
                }
            )
        }
        return tasks
    }

    private func heal(_ world: ChaosWorld) async {
        await world.network.heal()
        for node in world.nodes {
            node.resume()
            if !node.isRunning { await ProcessDeath.start(node, in: world) }
        }
        history.note(.healed, nil, "everything")
        for node in world.nodes {
            do {
                try await world.waitUntilReady(node, within: .seconds(30))
            } catch {
                history.violate("all come back", "\(node.name): \(error)")
            }
        }
    }

    /// Makes a last change, and waits until each watcher has seen it.
    private func waitForWatchers(
        _ world: ChaosWorld,
        _ log: WatchLog,
        _ generator: SeededGenerator
    ) async {
        let client = KeyValueClient(
            number: settings.writers + settings.readers,
            world: world,
            generator: generator
        )
        defer { client.close() }
        let end = await client.write(
            KeySpace.endKey,
            .put(value: client.newValue()),
            matching: nil,
            until: Deadline(.seconds(30))
        )
        guard case .done(let revision?) = end.outcome else {
            history.violate("progress", "no write succeeds when all is whole again")
            return
        }
        for node in world.nodes {
            do {
                try await poll("the watch at \(node.name)", within: .seconds(30)) {
                    log.position(of: node.index) >= revision
                }
            } catch {
                history.violate(
                    "watch to the end",
                    "\(node.name) has shown \(log.position(of: node.index)) of \(revision)"
                )
            }
        }
    }

    // MARK: - Verdict

    private func judge(_ changes: [Change]) -> LinearizabilityCheck {
        let operations = history.operations
        let revisions = RevisionCheck(
            operations: operations,
            localReads: history.localReads,
            changes: changes
        )
        let linearizability = LinearizabilityCheck(operations)
        for violation in revisions.violations + linearizability.violations {
            history.violate(violation.rule, violation.detail)
        }
        for operation in operations where !operation.isAcknowledged {
            history.violate("every request is answered", "\(operation)")
        }
        guard settings.mode == .rolling, settings.attemptLimit > 0 else { return linearizability }
        for operation in operations where operation.attempts > settings.attemptLimit {
            history.violate("one retry at most", "\(operation)")
        }
        return linearizability
    }

    private func judge(_ outages: [Outage]) {
        guard settings.outageLimitMilliseconds > 0 else { return }
        for outage in outages where outage.isAlone {
            let limit = UInt64(settings.outageLimitMilliseconds)
            if let milliseconds = outage.milliseconds, milliseconds <= limit { continue }
            let second = (outage.at - history.start) / 1_000_000_000
            history.violate(
                "writes go on after a leader's death",
                "\(outage.milliseconds.map { "\($0) ms" } ?? "never") after the one at \(second) s"
            )
        }
    }

    private func judge(_ fetches: [OriginFetch], _ names: [String]) {
        guard settings.originGetLimit > 0 else { return }
        let check = OriginGetCheck(fetches, harms: history.harms, names: names)
        for key in check.unexcused.keys.sorted() {
            let found = check.unexcused[key] ?? []
            guard found.count >= settings.originGetLimit else { continue }
            for detail in found { history.violate("one GET at the origin", detail) }
        }
    }
}
