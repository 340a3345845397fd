internal import Fetch
internal import Logging
internal import Synchronization

/// Finds out once whether the store writes on condition: `If-None-Match: *` of RFC 9110 on a PUT.
///
/// It writes an empty object of a random name twice and removes it. Done at the start where a
/// mapped bucket is there, else before the first fill is stored.
final class StoreProbe: Sendable {
    private enum State {
        case unknown
        case running([@Sendable (Bool) -> Void])
        case known(Bool)
    }

    private let client: StoreClient
    private let logger: Logger
    private let state = Mutex(State.unknown)

    init(_ client: StoreClient, logger: Logger) {
        self.client = client
        self.logger = logger
    }

    var text: String {
        state.withLock { state in
            switch state {
            case .unknown, .running: "unknown"
            case .known(let isConditional): isConditional ? "yes" : "no"
            }
        }
    }

    /// Tries the buckets in turn until one gives an answer.
    func start(buckets: [[UInt8]]) {
        guard let bucket = buckets.first else { return }
        client.send(StoreRequest(.head, bucket), tries: 1) { [self] outcome in
            guard case .success(let answer) = outcome, answer.status < 300 else {
                return start(buckets: Array(buckets.dropFirst()))
            }
            ask(in: bucket) { _ in }
        }
    }

    /// The key of an object that nobody else has.
    static func objectName() -> String {
        ".headwater-probe-" + String(UInt64.random(in: .min ... .max), radix: 16)
    }

    /// Tells whether the store writes on condition; false while that cannot be found out.
    func ask(in bucket: [UInt8], completion: @escaping @Sendable (Bool) -> Void) {
        let (known, mustRun) = state.withLock { state -> (Bool?, Bool) in
            switch state {
            case .known(let isConditional): return (isConditional, false)
            case .running(let waiters):
                state = .running(waiters + [completion])
                return (nil, false)
            case .unknown:
                state = .running([completion])
                return (nil, true)
            }
        }
        if let known { completion(known) }
        guard mustRun else { return }
        let path = bucket + [UInt8(ascii: "/")] + Array(Self.objectName().utf8)
        put(path) { [self] first in
            switch first {
            case .success(let answer) where answer.status < 300:
                put(path) { self.judge($0, path) }
            // A store that knows of no conditions may say so.
            case .success(let answer) where answer.status == 501: conclude(false)
            case .success(let answer): giveUp(answer.text)
            case .failure(let failure): giveUp(failure.text)
            }
        }
    }

    private func put(
        _ path: [UInt8],
        completion: @escaping @Sendable (StoreClient.Outcome) -> Void
    ) {
        var request = StoreRequest(.put, path)
        request.fields = [("If-None-Match", "*")]
        client.send(request, tries: 2, completion: completion)
    }

    private func judge(_ second: StoreClient.Outcome, _ path: [UInt8]) {
        client.send(StoreRequest(.delete, path)) { [logger] outcome in
            guard case .success(let answer) = outcome, answer.status < 300 else {
                logger.warning(
                    "probe object was left in the store",
                    metadata: ["path": "\(String(decoding: path, as: UTF8.self))"]
                )
                return
            }
        }
        switch second {
        case .success(let answer) where answer.status == 412 || answer.status == 409:
            conclude(true)
        case .success(let answer) where answer.status < 300: conclude(false)
        case .success(let answer): giveUp(answer.text)
        case .failure(let failure): giveUp(failure.text)
        }
    }

    private func conclude(_ isConditional: Bool) {
        logger.info(
            "store was probed",
            metadata: ["conditional-writes": "\(isConditional)"]
        )
        tell(.known(isConditional), isConditional)
    }

    private func giveUp(_ reason: String) {
        logger.warning("store could not be probed", metadata: ["reason": "\(reason)"])
        tell(.unknown, false)
    }

    private func tell(_ next: State, _ answer: Bool) {
        let waiters = state.withLock { state -> [@Sendable (Bool) -> Void] in
            defer { state = next }
            if case .running(let waiters) = state { return waiters }
            return []
        }
        for waiter in waiters { waiter(answer) }
    }
}
