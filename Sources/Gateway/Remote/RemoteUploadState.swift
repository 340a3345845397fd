internal import Objects
internal import S3

/// Decides what an upload to the store does next; does nothing itself.
///
/// After each event the owner asks for actions until there is none. Invariant: parts are taken in
/// order without gaps, each within what is in the spool; the upload is completed or aborted once,
/// and only when no part is under way.
struct RemoteUploadState {
    /// A part that is to be sent.
    struct Part: Sendable {
        let upload: String
        let number: Int
        let file: TemporaryFile
        let offset: UInt64
        let end: UInt64
    }

    enum Action {
        case create
        /// A place of the budget was taken for it.
        case part(Part)
        case putWhole(VerifiedObject)
        case complete(upload: String, etags: [String])
        case abort(upload: String, FillOutcome)
        case conclude(FillOutcome)
    }

    private enum Phase {
        case collecting
        case creating
        case sending(upload: String)
        case failed
        case over
    }

    /// In bytes, where the origin has said it.
    private let size: UInt64?
    private let sizes: PartSizes
    private var phase = Phase.collecting
    private var offset: UInt64 = 0
    private var number = 1
    private var running = 0
    private var etags: [String] = []
    private var failure: String?
    /// The budget was asked and will see to it that this is asked again.
    private var waitsForPlace = false

    /// What the object is to have beside its bytes.
    var fields: [(name: String, value: String)]
    var file: TemporaryFile?
    /// Bytes in the file by now.
    var available: UInt64 = 0
    var isAbandoned = false
    /// Once all is there and verified.
    var object: VerifiedObject?
    var completion: (@Sendable (FillOutcome) -> Void)?

    init(size: UInt64?, fields: [(name: String, value: String)]) {
        self.size = size
        self.fields = fields
        sizes = PartSizes(objectSize: size)
    }

    /// The multipart upload there is.
    private(set) var upload: String?

    // MARK: Events

    mutating func created(_ upload: String) {
        self.upload = upload
        phase = .sending(upload: upload)
    }

    mutating func sent(_ number: Int, etag: String?) {
        running -= 1
        guard let etag else { return }
        while etags.count < number { etags.append("") }
        etags[number - 1] = etag
    }

    mutating func failed(_ reason: String) {
        failure = failure ?? reason
        if case .creating = phase { phase = .failed }
    }

    mutating func placeMayBeFree() {
        waitsForPlace = false
    }

    // MARK: Decisions

    /// - Parameter takePlace: takes a place for a part, or sees to it that this is asked again.
    mutating func next(takePlace: () -> Bool) -> Action? {
        switch phase {
        case .over, .creating: return nil
        case .collecting: return collect()
        case .failed:
            guard isAbandoned || object != nil else { return nil }
            phase = .over
            return .conclude(.storeRefused(failure ?? "the upload failed"))
        case .sending(let upload): return send(upload, takePlace)
        }
    }

    private mutating func collect() -> Action? {
        if isAbandoned {
            phase = .over
            return .conclude(.notStored)
        }
        if let object, object.size <= RemoteLimits.singleBytes {
            phase = .over
            return .putWhole(object)
        }
        let isLarge = size.map { $0 > RemoteLimits.singleBytes } ?? false
        guard isLarge || available > RemoteLimits.singleBytes, file != nil else { return nil }
        phase = .creating
        return .create
    }

    private mutating func send(_ upload: String, _ takePlace: () -> Bool) -> Action? {
        if isAbandoned || failure != nil {
            guard running == 0, isAbandoned || object != nil else { return nil }
            phase = .over
            return .abort(upload: upload, failure.map { .storeRefused($0) } ?? .notStored)
        }
        if let object, offset == object.size {
            guard running == 0 else { return nil }
            phase = .over
            return .complete(upload: upload, etags: etags)
        }
        guard running < RemoteLimits.partsPerFill, let file else { return nil }
        guard number <= PartSizes.mostParts else {
            failure = "the object needs more than \(PartSizes.mostParts) parts"
            return send(upload, takePlace)
        }
        let full = sizes.size(ofPart: number)
        let count = min(full, available - offset)
        guard count == full || object != nil && count > 0, !waitsForPlace else { return nil }
        guard takePlace() else {
            waitsForPlace = true
            return nil
        }
        defer {
            offset += count
            number += 1
            running += 1
        }
        return .part(
            Part(upload: upload, number: number, file: file, offset: offset, end: offset + count)
        )
    }
}
