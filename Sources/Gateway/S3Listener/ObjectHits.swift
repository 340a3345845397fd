internal import HTTP1
internal import Metrics
internal import NIOCore
internal import Objects
internal import S3

// A read of an object that the store has.
extension S3Application {
    /// Answers from the store; the view is lent by its index for the time of this call.
    func hit(_ view: borrowing ObjectView, _ read: ObjectRead) throws {
        let connection = read.connection
        let etag = view.etag.isEmpty ? nil : view.etag
        let verdict = ReadVerdict(
            connection,
            etag: etag,
            modifiedSeconds: view.modifiedMilliseconds / 1_000,
            size: view.size
        )
        if refuse(verdict, .hit, read.reply, size: view.size) { return }
        var object = ObjectHead(
            size: view.size,
            block: view.headerBlock,
            notStored: nil,
            overrides: read.overrides
        )
        if !view.attributes.isEmpty {
            object.further = furtherLines(view.attributes, verdict, connection)
        }
        let range: Range<UInt64> =
            switch verdict {
            case .part(let part): part
            default: 0..<view.size
            }
        let isWithoutBody = read.isHead || verdict == .notModified
        switch view.body {
        case .inline(let bytes):
            let count = isWithoutBody ? 0 : Int(range.upperBound - range.lowerBound)
            var head = object.write(verdict, .hit, read.reply, reserving: 1_024 + count)
            if !isWithoutBody {
                let part = bytes[Int(range.lowerBound)..<Int(range.upperBound)]
                head.buffer.writeBytes(UnsafeRawBufferPointer(rebasing: part))
            }
            connection.write(head.buffer)
            services.metrics.bytesSent.increment(by: UInt64(count))
            connection.finish()
        case .file(let id):
            if isWithoutBody {
                let head = object.write(verdict, .hit, read.reply)
                connection.write(head.buffer)
                connection.finish()
                return
            }
            let file = OpenFile(owning: try services.store.open(id))
            let head = object.write(verdict, .hit, read.reply)
            connection.write(head.buffer)
            services.metrics.bytesSent.increment(by: range.upperBound - range.lowerBound)
            StoredBodySender(connection, file: file, range: range).start()
        case .segments(let list):
            if isWithoutBody {
                connection.write(object.write(verdict, .hit, read.reply).buffer)
                connection.finish()
                return
            }
            try send(list, range, read) { object.write(verdict, .hit, read.reply) }
        }
    }

    /// Sends a stretch of a body that lies in several files; throws `gone` before anything is sent.
    func send(
        _ list: SegmentList,
        _ range: Range<UInt64>,
        _ read: ObjectRead,
        head: () -> ResponseHead
    ) throws {
        let lease = try services.store.lease(list.file(of: 0))
        let sender = SegmentedBodySender(
            read.connection,
            store: services.store,
            pieces: SegmentedBodySender.pieces(of: list, in: range),
            lease: lease,
            logger: services.logger
        )
        read.connection.write(head().buffer)
        services.metrics.bytesSent.increment(by: range.upperBound - range.lowerBound)
        sender.start()
    }

    /// The fields of an answer that depend on what the request asks: the number of tags, and the
    /// checksum of the whole object where that is what is read.
    func furtherLines(
        _ attributes: UnsafeRawBufferPointer,
        _ verdict: ReadVerdict,
        _ connection: HTTPConnection
    ) -> [UInt8] {
        var lines = ObjectAttributes.tagCountLines(ObjectAttributes.tagCount(in: attributes))
        if verdict == .whole, connection.head.has(.xAmzChecksumMode),
            let checksum = ObjectAttributes(Array(attributes))?.checksum
        {
            lines += checksum.lines
        }
        return lines
    }

    /// Answers 412 and 416, which carry an error in place of the object; false for the rest.
    func refuse(
        _ verdict: ReadVerdict,
        _ result: MirrorResult,
        _ reply: S3Reply,
        size: UInt64
    ) -> Bool {
        switch verdict {
        case .preconditionFailed(let field):
            reply.error(S3Error(.preconditionFailed).with("Condition", field), result)
        case .unsatisfiable:
            reply.error(
                S3Error(.invalidRange).with("ActualObjectSize", "\(size)"),
                result,
                unsatisfiedSize: size
            )
        case .whole, .part, .notModified: return false
        }
        return true
    }
}
