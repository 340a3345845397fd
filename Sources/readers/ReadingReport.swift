import TestSupport

/// What all readers of a run got, and how long it took.
///
/// Times are milliseconds from the moment a reader began to connect; totals are those of whole
/// readers, first bytes those of all who got one.
struct ReadingReport {
    let readers: Int
    let whole: Int
    let short: Int
    let wrong: Int
    /// The other failures, by reason.
    let failures: [String: Int]
    let firstByte: Percentiles
    let total: Percentiles
    let bytes: UInt64
    let milliseconds: Double
    /// Of the readers themselves: how much of the machine they took.
    let processorMilliseconds: Double

    init(
        _ answers: [RawAnswer],
        size: UInt64,
        nanoseconds: UInt64,
        processorMicroseconds: UInt64
    ) {
        var counts: [ReadingVerdict: Int] = [:]
        var failures: [String: Int] = [:]
        var totals: [UInt64] = []
        for answer in answers {
            let verdict = ReadingVerdict(answer, size: size)
            counts[verdict, default: 0] += 1
            if case .failed(let reason) = verdict { failures[reason, default: 0] += 1 }
            if verdict == .whole, let total = answer.nanosecondsToEnd { totals.append(total) }
        }
        readers = answers.count
        whole = counts[.whole] ?? 0
        short = counts[.short] ?? 0
        wrong = counts[.wrong] ?? 0
        self.failures = failures
        firstByte = Percentiles(nanoseconds: answers.compactMap(\.nanosecondsToFirstByte))
        total = Percentiles(nanoseconds: totals)
        bytes = answers.reduce(0) { $0 + $1.bodyCount }
        milliseconds = Double(nanoseconds) / 1e6
        processorMilliseconds = Double(processorMicroseconds) / 1e3
    }

    var isAllWhole: Bool { whole == readers }
    private var errors: Int { readers - whole - short - wrong }

    /// One flat line of JSON but for the reasons; times in milliseconds.
    var json: String {
        let reasons = failures.keys.sorted().map { "\"\($0)\":\(failures[$0] ?? 0)" }
        return "{\"readers\":\(readers),\"whole\":\(whole),\"short\":\(short),\"wrong\":\(wrong),"
            + "\"errors\":\(errors),\"reasons\":{\(reasons.joined(separator: ","))},"
            + "\"firstByteP50\":\(Percentiles.text(firstByte.median)),"
            + "\"firstByteP99\":\(Percentiles.text(firstByte.nearlyAll)),"
            + "\"firstByteMax\":\(Percentiles.text(firstByte.largest)),"
            + "\"totalP50\":\(Percentiles.text(total.median)),"
            + "\"totalMax\":\(Percentiles.text(total.largest)),\"bytes\":\(bytes),"
            + "\"milliseconds\":\(Percentiles.text(milliseconds)),"
            + "\"processorMilliseconds\":\(Percentiles.text(processorMilliseconds))}"
    }

    /// For people.
    var table: String {
        let cells = [
            ("readers", "\(readers)"), ("whole", "\(whole)"), ("short", "\(short)"),
            ("wrong", "\(wrong)"), ("errors", "\(errors)"),
            ("first byte p50", "\(Percentiles.text(firstByte.median)) ms"),
            ("p99", "\(Percentiles.text(firstByte.nearlyAll)) ms"),
            ("max", "\(Percentiles.text(firstByte.largest)) ms"),
            ("slowest", "\(Percentiles.text(total.largest)) ms"),
            ("MiB", "\(bytes >> 20)"),
            ("CPU", "\(Percentiles.text(processorMilliseconds)) ms"),
        ]
        let lines = cells.map(\.0).joined(separator: " | ")
        let values = cells.map(\.1).joined(separator: " | ")
        let reasons = failures.keys.sorted().map { "\n\(failures[$0] ?? 0) times: \($0)" }
        return "| \(lines) |\n|\(String(repeating: " ---: |", count: cells.count))\n| \(values) |"
            + reasons.joined()
    }
}
