internal import Determinism
internal import Metrics
internal import NIOCore
internal import Objects
internal import Routing

/// One object on its way into the embedded store.
final class DiskFillUpload: FillUpload {
    private let fill: Fill
    private let target: DiskFillStore

    init(fill: Fill, target: DiskFillStore) {
        self.fill = fill
        self.target = target
    }

    func advance(_ file: TemporaryFile, to count: UInt64) {}

    func abandon() {}

    func commit(_ object: VerifiedObject, completion: @escaping @Sendable (FillOutcome) -> Void) {
        let record = ObjectRecord(
            size: object.size,
            modifiedMilliseconds: object.answer.modifiedMilliseconds,
            etag: object.answer.etag ?? "",
            headerBlock: object.answer.headerBlock
        )
        let begin = NIODeadline.now()
        target.store.commit(
            path: fill.path,
            record: record,
            body: object.body,
            condition: .ifAbsent,
            unlessFenced: { [fill] in fill.isFenced }
        ) { [fill, target] result in
            let elapsed = (NIODeadline.now() - begin).nanoseconds
            target.metrics.storeCommit.observe(.nanoseconds(elapsed))
            switch result {
            case .success(.stored):
                target.table.forgetAbsent(fill.path)
                completion(.stored)
            case .success: completion(.superseded)
            case .failure(let error): completion(.storeFailed(error))
            }
        }
    }
}
