internal import NIOCore
internal import NIOPosix
internal import Objects
internal import S3

// Requests that carry a document.
extension S3Application {
    /// Takes the body of a request and reads it as XML; `action` comes on the event loop, while
    /// somebody still waits.
    ///
    /// - Parameter mayBeEmpty: an empty body is nil; otherwise it is MalformedXML.
    func withDocument(
        _ reply: S3Reply,
        purpose: UploadFields.Purpose = .document,
        mayBeEmpty: Bool = false,
        _ action: @escaping (XMLElement?, UploadFields, S3Reply) -> Void
    ) {
        let connection = reply.connection
        do throws(S3Error) {
            let fields = try connection.withHeadBytes { bytes throws(S3Error) in
                try UploadFields(connection.head, in: bytes, for: purpose)
            }
            let shape = UploadShape(
                limitBytes: UInt64(UploadLimits.documentBytes),
                memoryBytes: UploadLimits.documentBytes
            )
            let upload = try ObjectUpload(
                reply: reply,
                fields: fields,
                shape: shape,
                chunks: access.chunks(fields.payload)
            ) { [self] result, _ in
                guard case .inline(let bytes) = result.body else {
                    preconditionFailure("a document within its bounds went to a file")
                }
                if bytes.isEmpty, mayBeEmpty { return action(nil, fields, reply) }
                read(bytes, reply) { action($0, fields, reply) }
            }
            upload.start()
        } catch {
            reply.error(error)
        }
    }

    /// Reads a document, a long one on a thread of the pool.
    private func read(
        _ bytes: [UInt8],
        _ reply: S3Reply,
        _ action: @escaping (XMLElement) -> Void
    ) {
        guard bytes.count > UploadLimits.shortDocumentBytes else {
            do throws(XMLError) {
                action(try XMLReader.read(bytes))
            } catch {
                reply.error(.malformedXML(error))
            }
            return
        }
        let pending = PendingReply(reply)
        services.blocking.runIfActive(eventLoop: context.loop) { try XMLReader.read(bytes) }
            .assumeIsolated()
            .whenComplete { result in
                guard let reply = pending.take() else { return }
                switch result {
                case .success(let element): action(element)
                case .failure(let error as XMLError): reply.error(.malformedXML(error))
                case .failure: reply.error(S3Error(.serviceUnavailable))
                }
            }
    }

    /// Runs what may wait for the disk on the pool, and answers on the event loop.
    func waiting<Value: Sendable>(
        _ reply: S3Reply,
        _ what: @escaping @Sendable () throws -> Value,
        _ answer: @escaping (Value, S3Reply) -> Void
    ) {
        let pending = PendingReply(reply)
        services.blocking.runIfActive(eventLoop: context.loop, what)
            .assumeIsolated()
            .whenComplete { [services] result in
                guard let reply = pending.take() else { return }
                switch result {
                case .success(let value): answer(value, reply)
                case .failure(let error):
                    reply.error(services.refusal(of: error, "store cannot be read"))
                }
            }
    }

    /// A name as text; names are UTF-8 by their rules.
    func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
