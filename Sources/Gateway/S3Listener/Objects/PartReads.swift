internal import HTTP1
internal import NIOCore
internal import Objects
internal import S3

// GetObject and HeadObject by the number of a part.
extension S3Application {
    /// Answers from the store only: a part is no plain read, so no mapping answers for it (edge 3).
    func readPart(_ read: ObjectRead, looks: Int = 10) {
        do {
            let found: Void? = try read.path.withUnsafeBytes { path in
                try services.store.withObject(path: path) { view in try part(view, read) }
            }
            guard found == nil else { return }
            let hasBucket = try read.reply.bucket.withUnsafeBytes {
                try services.mappings.hasBucket($0)
            }
            guard hasBucket else { return read.reply.error(.noSuchBucket(read.reply.bucket)) }
            read.reply.noSuchKey(.bypass)
        } catch ObjectStoreError.gone where looks > 1 {
            readPart(read, looks: looks - 1)
        } catch {
            fail(error, read.reply)
        }
    }

    private func part(_ view: borrowing ObjectView, _ read: ObjectRead) throws {
        guard case .segments(let list) = view.body else {
            guard read.part == 1 else { return read.reply.error(S3Error(.invalidPartNumber)) }
            // An object that was uploaded at once is its own first part.
            return try hit(view, read)
        }
        let number = read.part ?? 1
        guard let index = (0..<list.count).first(where: { list.part(of: $0) == number }) else {
            return read.reply.error(S3Error(.invalidPartNumber))
        }
        let verdict = ReadVerdict(
            read.connection,
            etag: view.etag.isEmpty ? nil : view.etag,
            modifiedSeconds: view.modifiedMilliseconds / 1_000,
            size: nil
        )
        if refuse(verdict, .hit, read.reply, size: view.size) { return }
        let range = list.start(of: index)..<list.end(of: index)
        let isNotModified = verdict == .notModified
        var object = ObjectHead(
            size: view.size,
            block: view.headerBlock,
            notStored: nil,
            overrides: read.overrides
        )
        let attributes = ObjectAttributes(Array(view.attributes)) ?? ObjectAttributes()
        object.further = ObjectAttributes.tagCountLines(attributes.tags.tags.count)
        if !isNotModified, read.connection.head.has(.xAmzChecksumMode) {
            object.further += attributes.checksum?.partLines(list.segment(index).detail) ?? []
        }
        object.further += Array("x-amz-mp-parts-count: \(list.count)\r\n".utf8)
        let shown: ReadVerdict =
            isNotModified ? .notModified : range.isEmpty ? .whole : .part(range)
        if range.isEmpty { object.size = 0 }
        if read.isHead || isNotModified || range.isEmpty {
            read.connection.write(object.write(shown, .hit, read.reply).buffer)
            read.connection.finish()
            return
        }
        try send(list, range, read) { object.write(shown, .hit, read.reply) }
    }
}
