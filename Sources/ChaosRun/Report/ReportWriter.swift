internal import TestSupport

/// Puts a report together from what a run has written down.
struct ReportWriter {
    let settings: ChaosSettings
    let history: History
    let linearizability: LinearizabilityCheck
    let outages: [Outage]
    let peaks: [ResourceWatch.Peak]
    let changes: Int
    /// What the origin was asked for.
    let fetches: [OriginFetch]
    let folder: String?

    private var alone: Distribution {
        Distribution(outages.filter(\.isAlone).compactMap(\.milliseconds))
    }

    private var overlapped: Distribution {
        Distribution(outages.filter { !$0.isAlone }.compactMap(\.milliseconds))
    }

    private var latency: Distribution {
        Distribution(
            history.operations.filter { $0.isAcknowledged && $0.kind != .read }
                .map { ($0.end - $0.begin) / 1_000_000 }
        )
    }

    /// How often the origin was asked for each object.
    private var gets: [Int] {
        var counts: [String: Int] = [:]
        for fetch in fetches { counts[fetch.key, default: 0] += 1 }
        return Array(counts.values)
    }

    private var faults: [(name: String, count: Int)] {
        var counts: [String: Int] = [:]
        for span in history.spans { counts[span.fault, default: 0] += 1 }
        return counts.keys.sorted().map { ($0, counts[$0] ?? 0) }
    }

    func report() throws -> ChaosReport {
        ChaosReport(
            command: settings.command,
            violations: history.violations,
            lines: lines,
            json: try json.bytes,
            folder: folder
        )
    }

    private var lines: [(name: String, value: String)] {
        let counters = history.counters
        let unknown = history.operations.filter { !$0.isAcknowledged }.count
        var lines = [
            ("run", settings.command),
            ("faults", faults.map { "\($0.name) \($0.count)" }.joined(separator: ", ")),
            (
                "operations",
                "\(counters.writes) writes, \(counters.reads) reads, \(counters.localReads) "
                    + "local reads; \(counters.retried) repeated, \(unknown) never answered"
            ),
            (
                "history",
                "\(changes) changes on every watch; \(linearizability.keys) keys checked, "
                    + "\(linearizability.exhausted) of them not to the end"
            ),
            ("write latency", latency.text),
            ("writes again after a leader's death", alone.text),
            ("the same amid other faults", overlapped.text),
            (
                "slowest answer of a well node",
                "\(counters.slowestMilliseconds) ms; \(counters.hangs) without any"
            ),
            (
                "refusals",
                counters.refusals.keys.sorted()
                    .map { "\($0) \(counters.refusals[$0] ?? 0)" }.joined(separator: ", ")
                    + "; connections broken \(counters.broken)"
            ),
        ]
        if settings.objectReaders > 0 {
            lines.append(
                (
                    "objects",
                    "\(counters.objectReads) read, \(counters.objectBytes >> 20) MiB, "
                        + "\(counters.objectFailures) failed, \(counters.objectsTurnedAway) "
                        + "turned away; \(fetches.count) GETs of "
                        + "\(gets.count) objects at the origin, \(gets.max() ?? 0) of one at most"
                )
            )
        }
        lines.append(
            ("objects written", "\(counters.objectPuts) put, \(counters.objectDeletes) deleted")
        )
        if !history.leftOut.isEmpty {
            lines.append(("left out", history.leftOut.joined(separator: "; ")))
        }
        let memory = peaks.map { "\($0.memory >> 20)" }.joined(separator: " ")
        let descriptors = peaks.map { "\($0.descriptors)" }.joined(separator: " ")
        lines.append(("largest memory of each node", "\(memory) MiB"))
        lines.append(("most descriptors of each node", descriptors))
        return lines
    }

    private var json: JSONValue {
        let counters = history.counters
        var faultCounts: [String: JSONValue] = [:]
        for fault in faults { faultCounts[fault.name] = .number(Double(fault.count)) }
        return .object([
            "command": .string(settings.command),
            "seed": .string("\(settings.seed)"),
            "violations": .array(
                history.violations.map {
                    .object(["rule": .string($0.rule), "detail": .string($0.detail)])
                }
            ),
            "faults": .object(faultCounts),
            "writes": .number(Double(counters.writes)),
            "reads": .number(Double(counters.reads)),
            "repeated": .number(Double(counters.retried)),
            "keys": .number(Double(linearizability.keys)),
            "keysNotCheckedToTheEnd": .number(Double(linearizability.exhausted)),
            "changes": .number(Double(changes)),
            "writeLatencyMilliseconds": latency.json,
            "outageMilliseconds": alone.json,
            "outageAmidFaultsMilliseconds": overlapped.json,
            "hangs": .number(Double(counters.hangs)),
            "objectReads": .number(Double(counters.objectReads)),
            "objectPuts": .number(Double(counters.objectPuts)),
            "objectDeletes": .number(Double(counters.objectDeletes)),
            "objectsTurnedAway": .number(Double(counters.objectsTurnedAway)),
            "originGets": .number(Double(fetches.count)),
            "largestMemory": .array(peaks.map { .number(Double($0.memory)) }),
            "mostDescriptors": .array(peaks.map { .number(Double($0.descriptors)) }),
        ])
    }
}
