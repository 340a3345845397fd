internal import Catalog
internal import Cluster
internal import JSON
internal import PeerProtocol

/// A stream of puts and deletes, one JSON object a line, proposed in parts of 1,000 lines.
///
/// Each part takes effect as a whole or not at all, in order. The first line that is wrong ends the
/// batch: its part and what follows leave no trace, and the error names the line and how many lines
/// before it took effect. Lines are `{"key","value"}` or `{"type":"delete","key"}`, so what export
/// and watch print can be sent back. Memory is bounded by a few parts.
struct MappingBatch {
    private let plane: any ControlPlane
    private let secrets: SecretBox
    private let request: AdminRequest
    private var operations: [MappingOperation] = []
    /// The line of each operation.
    private var lineNumbers: [Int] = []
    private var lineNumber = 0
    private var appliedLines = 0
    private var changes = 0
    private var revision: UInt64 = 0
    private var part = 0
    private var waiting:
        [(lines: Int, task: Task<Result<CommandResult, ControlPlaneError>, Never>)] =
            []

    /// Parts under way at once: enough to fill a transaction, which then writes a page that several
    /// parts change only once.
    private static let partsAtOnce = 8

    init(plane: any ControlPlane, secrets: SecretBox, request: AdminRequest) {
        self.plane = plane
        self.secrets = secrets
        self.request = request
    }

    consuming func run() async throws -> AdminResponse {
        var batch = self
        let session = try AdminAPI.idempotencyKey(batch.request)
        do {
            try await batch.readAll(session)
        } catch var error as AdminError {
            // What is under way is counted, so that the message is true.
            try await batch.settle(downTo: 0)
            error.message += "; \(batch.appliedLines) lines before its part took effect"
            throw error
        }
        return .json([
            "lines": .count(batch.appliedLines), "changes": .count(batch.changes),
            "revision": .count(batch.revision),
        ])
    }

    private mutating func readAll(_ session: String?) async throws {
        var splitter = LineSplitter(limit: AdminLimits.mappingBytes)
        switch request.body {
        case .bytes(let bytes):
            for line in try splitter.lines(in: bytes) { try await add(line, session) }
        case .pieces(let next):
            while let piece = try await next() {
                for line in try splitter.lines(in: piece) { try await add(line, session) }
            }
        }
        if let line = splitter.finish() { try await add(line, session) }
        try await propose(session)
        try await settle(downTo: 0)
    }

    private mutating func add(_ line: [UInt8], _ session: String?) async throws {
        lineNumber += 1
        // An empty line is no mistake: editors leave one at the end.
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return }
        do {
            operations.append(secrets.sealing(try Self.operation(line)))
        } catch {
            throw refused(error, line: lineNumber)
        }
        lineNumbers.append(lineNumber)
        if operations.count == CatalogLimits.batchLines { try await propose(session) }
    }

    /// Has a part logged; with an idempotency key while earlier ones are still being written.
    ///
    /// Parts are logged in their order. Without a key nobody could tell afterwards which of several
    /// parts took effect, so then each waits for the one before.
    private mutating func propose(_ session: String?) async throws {
        guard !operations.isEmpty else { return }
        part += 1
        let (plane, change) = (plane, Command.Change.write(operations))
        let key = session.map { "\($0) part \(part)" }
        // Immediate: the part has its place before the next one is read.
        let task = Task.immediate { () -> Result<CommandResult, ControlPlaneError> in
            do throws(ControlPlaneError) {
                return .success(try await plane.propose(change, session: key))
            } catch {
                return .failure(error)
            }
        }
        waiting.append((operations.count, task))
        operations.removeAll(keepingCapacity: true)
        lineNumbers.removeAll(keepingCapacity: true)
        try await settle(downTo: key == nil ? 0 : Self.partsAtOnce - 1)
    }

    /// Waits for the oldest parts until only so many wait.
    private mutating func settle(downTo limit: Int) async throws {
        while waiting.count > limit {
            let (lines, task) = waiting.removeFirst()
            switch try await task.value.get() {
            case .applied(let revision, let changes):
                self.revision = revision
                self.changes += changes
                appliedLines += lines
            case .sessionReused:
                throw AdminAPI.reusedKey
            case let result:
                preconditionFailure("a batch without conditions was answered \(result)")
            }
        }
    }

    private func refused(_ error: AdminError, line: Int) -> AdminError {
        var error = error
        error.message = "line \(line): \(error.message)"
        error.line = line
        return error
    }

    private static func operation(_ line: [UInt8]) throws(AdminError) -> MappingOperation {
        do {
            let object = try JSONReader.read(line)
            guard case .string(let text)? = object["key"] else {
                throw AdminError.invalidArgument("key", "", "must be given, as a string")
            }
            let key = try MappingKey(text)
            switch object["type"] ?? "put" {
            case "put":
                guard let value = object["value"] else {
                    throw AdminError.invalidArgument(
                        "value",
                        "",
                        "must be given: an origin URL or a mapping object"
                    )
                }
                return MappingOperation(key, .put(try Mapping(json: value)))
            case "delete":
                return MappingOperation(key, .delete)
            case let other:
                let shown = String(decoding: JSONWriter.bytes(other), as: UTF8.self)
                throw AdminError.invalidArgument("type", shown, "must be \"put\" or \"delete\"")
            }
        } catch let error as AdminError {
            throw error
        } catch let error as MappingError {
            throw .invalid(error)
        } catch {
            throw AdminError(400, "InvalidMapping", "\(error)")
        }
    }
}
