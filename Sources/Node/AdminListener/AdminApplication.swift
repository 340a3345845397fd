internal import Gateway
internal import HTTP1
internal import JSON
internal import NIOCore

/// Carries requests of the admin listener to the ``AdminAPI`` and its answers back.
final class AdminApplication: HTTPApplication {
    private let api: AdminAPI
    private let context: LoopContext

    init(api: AdminAPI, context: LoopContext) {
        self.api = api
        self.context = context
    }

    func refusal(_ error: HTTPError, on connection: HTTPConnection) {
        let response = AdminError(error.status, "BadRequest", "\(error.reason)").response
        AdminReply(connection).send(response)
    }

    func receive(_ connection: HTTPConnection) {
        let body = AdminBody(connection)
        let pipe = body.pipe
        var request = connection.withHeadBytes { bytes in
            Self.request(connection.head, bytes)
        }
        request.body = .pieces { try await pipe.next() }
        let reply = AdminReply(connection)
        connection.source = reply
        connection.bodySink = body
        connection.sendContinue()
        let bound = NIOLoopBound(reply, eventLoop: context.loop)
        let loop = context.loop
        let task = Task { [api] in
            let response = await api.handle(request)
            let stream = AdminLineStream(loop: loop, reply: bound)
            switch response.body {
            case .bytes: loop.execute { bound.value.send(response) }
            case .lines(let lines): await stream.send(response, lines)
            case .backup(let lines): await stream.send(response, lines)
            }
        }
        reply.onClose = { task.cancel() }
    }

    private static func request(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> AdminRequest {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let target = text(head.targetRange)
        let mark = target.firstIndex(of: "?")
        return AdminRequest(
            method: text(head.methodRange),
            path: String(target[..<(mark ?? target.endIndex)]),
            query: mark.map { String(target[target.index(after: $0)...]) } ?? "",
            fields: head.fields.map { (text($0.name), text($0.value)) }
        )
    }
}
