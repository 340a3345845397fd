internal import Determinism
internal import Fetch
internal import Hashing
internal import Logging
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import NIOPosix
internal import Objects
internal import Routing
internal import S3
internal import Synchronization

/// What all fills of a node share: the fetch thread, the store, the table of what is under way, and
/// the accounts of origins and of the spool.
final class MissServices: Sendable {
    let configuration: GatewayConfiguration
    let fetch: FetchThread
    let store: DiskStore
    /// Threads for digests, which keep a processor busy.
    let digests: NIOThreadPool
    let metrics: GatewayMetrics
    let logger: Logger
    let table: MissTable
    let ledger: OriginLedger
    let spool: SpoolBudget
    /// Where fills end.
    let target: any FillStore
    /// The other members; nil for a node that can have none.
    let peering: Peering?
    private let identities = Atomic<UInt64>(0)
    private let running = Mutex<[UInt64: FillDriver]>([:])
    private let draining = Atomic<Bool>(false)
    private let ending = Atomic<Bool>(false)

    init(
        configuration: GatewayConfiguration,
        fetch: FetchThread,
        store: DiskStore,
        digests: NIOThreadPool,
        metrics: GatewayMetrics,
        logger: Logger,
        remote: RemoteStore?,
        peering: Peering? = nil
    ) {
        self.configuration = configuration
        self.fetch = fetch
        self.store = store
        self.digests = digests
        self.metrics = metrics
        self.logger = logger
        self.peering = peering
        ledger = OriginLedger(peering: peering)
        let table = MissTable(fillLimit: configuration.fillLimit)
        self.table = table
        spool = SpoolBudget(limit: configuration.spoolLimitBytes)
        target =
            remote.map { RemoteFillStore($0, fetch: fetch, digests: digests, metrics, table) }
            ?? DiskFillStore(store: store, metrics: metrics, table: table)
    }

    func now() -> Instant {
        Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds)
    }

    func nextIdentity() -> UInt64 {
        identities.wrappingAdd(1, ordering: .relaxed).newValue
    }

    // MARK: Running fills

    /// Starts a fill; its driver lives until the fill has ended.
    func begin(_ driver: FillDriver) {
        running.withLock { $0[driver.identity] = driver }
        driver.start()
    }

    func finished(_ driver: FillDriver, _ outcome: FillOutcome) {
        table.remove(driver.fill)
        running.withLock { $0[driver.identity] = nil }
        metrics.fillEnded(outcome)
        let path = String(decoding: driver.fill.path, as: UTF8.self)
        switch outcome {
        case .stored, .notStored, .relayed, .abandoned, .superseded:
            logger.debug("fill ended", metadata: ["path": "\(path)", "outcome": "\(outcome.text)"])
        case .failed(let failure):
            // That an object is nowhere is an answer like another, and comes as often as one asks.
            logger.log(
                level: failure.code == .noSuchKey ? .debug : .info,
                "fill failed",
                metadata: [
                    "path": "\(path)", "code": "\(failure.code)", "reason": "\(failure.message)",
                ]
            )
        case .storeFailed(let error): notStored(path, "\(error)")
        case .storeRefused(let reason): notStored(path, reason)
        }
    }

    private func notStored(_ path: String, _ reason: String) {
        metrics.storeFailures.increment()
        logger.error(
            "object was delivered and could not be stored",
            metadata: ["path": "\(path)", "error": "\(reason)"]
        )
    }

    var runningCount: Int { running.withLock { $0.count } }

    /// A reader joined a fill that may be waiting behind others.
    func promote(_ fill: Fill) {
        let driver = running.withLock { running in
            running.values.first { $0.fill === fill }
        }
        driver?.promote()
    }

    var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Whether clients' misses are refused: the node ends, and would have to fetch them itself.
    ///
    /// Out of the view it reads what others fetch, which ends with the answer that is owed.
    var refusesMisses: Bool {
        isDraining && (peering.map { $0.isAlone || $0.isInView } ?? true)
    }

    /// No new fills from now on, but for clients of a node that is out of the view.
    func drain() {
        draining.store(true, ordering: .relaxed)
    }

    /// The node ends what is under way: other nodes are to go on without it.
    var isEnding: Bool { ending.load(ordering: .relaxed) }

    func cancelAll() {
        ending.store(true, ordering: .relaxed)
        for driver in running.withLock({ Array($0.values) }) { driver.cancel() }
    }

    // MARK: Requests and answers

    func fetchRequest(_ request: OriginRequest, _ mapped: MappedOrigin) -> FetchRequest {
        let policy = AddressPolicy(
            allowsPrivateAddresses: mapped.policy.allowsPrivateAddresses,
            clusterAddresses: configuration.ownAddresses()
        )
        return FetchRequest(
            method: request.method == .head ? .head : .get,
            url: request.url,
            fields: request.fields.map { ($0.name, $0.value) }
                + OriginSigning.fields(request, mapped),
            range: request.range.map { ($0.first, $0.last) },
            connectTimeout: request.connectTimeout,
            idleTimeout: request.idleTimeout,
            headTimeout: request.headTimeout,
            permitsAddress: { policy.judge($0.bytes) == .allowed }
        )
    }

    /// What readers are told when an origin's head was accepted.
    func answer(
        for head: AcceptedHead,
        of path: [UInt8],
        kind: FillKind,
        modifiedMilliseconds: Int64? = nil
    ) -> AnswerHead {
        if head.kept.droppedCount > 0 {
            metrics.metadataDropped.increment(by: UInt64(head.kept.droppedCount))
        }
        var answer = AnswerHead(
            size: head.size,
            etag: head.md5,
            modifiedMilliseconds: modifiedMilliseconds ?? GatewayClock.wallMilliseconds(),
            headerBlock: [],
            notStored: head.notStored?.text ?? target.refusal(of: path),
            acceptsRanges: head.acceptsRanges,
            validator: head.validator,
            fetcher: configuration.nodeName,
            digests: head.digests
        )
        if case .range(_, let known) = kind { answer.size = known.size }
        if !target.keepsEntityTag(size: answer.size) { answer.etag = nil }
        let fields = head.kept.fields.map { StoredField(name: $0.name, value: $0.value) }
        answer.headerBlock = block(fields, answer)
        return answer
    }

    /// The answer of an object that is there and is what its origin said.
    func verified(_ answer: AnswerHead, md5: [UInt8], size: UInt64) -> AnswerHead {
        var answer = answer
        answer.size = size
        answer.etag = target.keepsEntityTag(size: size) ? Hexadecimal.encode(md5) : nil
        answer.headerBlock = block(HeaderBlock.fields(answer.headerBlock), answer)
        return answer
    }

    private func block(_ fields: [StoredField], _ answer: AnswerHead) -> [UInt8] {
        StoredFields.render(fields, etag: answer.etag, modifiedSeconds: answer.modifiedSeconds)
            .bytes
    }
}
