internal import Hashing
internal import Synchronization

/// An S3 store in memory that does what a test tells it to, also what no store should do.
///
/// It knows objects and multipart uploads and asks nobody for a signature. A fault comes before
/// everything else and answers in the store's place.
package final class FakeStore: Sendable {
    /// An answer in the place of the store's, or nil for the store's own.
    package typealias Fault = @Sendable (OriginRequest) -> OriginAnswer?
    /// What becomes of an answer on its way: the store has done what was asked.
    package typealias Loss = @Sendable (OriginRequest, OriginAnswer) -> OriginAnswer

    /// An object as it was put.
    package struct Object: Sendable {
        package var body: [UInt8]
        package var fields: [(name: String, value: String)]
        package var etag: String
    }

    private struct Upload {
        var path: String
        var fields: [(name: String, value: String)]
        var parts: [Int: [UInt8]] = [:]
    }

    private struct State {
        var buckets: Set<String> = []
        var objects: [String: Object] = [:]
        var uploads: [String: Upload] = [:]
        var nextUpload = 1
        var isConditional = true
        var fault: Fault = { _ in nil }
        var loss: Loss = { _, answer in answer }
    }

    package let origin: ScriptedOrigin
    /// The domain under which hosts name buckets.
    private let domain: String?
    private let state: Mutex<State>

    private init(_ origin: ScriptedOrigin, _ buckets: [String], _ domain: String?) {
        self.origin = origin
        self.domain = domain
        state = Mutex(State(buckets: Set(buckets)))
    }

    /// A store with these buckets on a free port.
    ///
    /// - Parameters:
    ///   - domain: virtual-host style for hosts under this name.
    ///   - certificate: for https.
    package static func start(
        buckets: [String],
        port: Int = 0,
        domain: String? = nil,
        certificate: TestCertificate? = nil
    ) async throws -> FakeStore {
        let origin = try await ScriptedOrigin.start(
            port: port,
            collectsBodies: true,
            certificate: certificate
        )
        let store = FakeStore(origin, buckets, domain)
        origin.serveEverythingElse { [weak store] in store?.answer($0) ?? .status(500) }
        return store
    }

    /// The flags and the environment of a node in front of this store.
    package var options: [String] { ["--store", "s3:" + origin.url] }
    package var environment: [String: String] {
        ["HEADWATER_STORE_ACCESS_KEY": "node", "HEADWATER_STORE_SECRET_KEY": "secret-of-the-node"]
    }

    // MARK: What a test sets and sees

    /// From now on this comes before the store's own answers.
    package func setFault(_ fault: @escaping Fault) {
        state.withLock { $0.fault = fault }
    }

    /// From now on this comes where the present fault answers nothing.
    package func addFault(_ further: @escaping Fault) {
        state.withLock { state in
            let first = state.fault
            state.fault = { first($0) ?? further($0) }
        }
    }

    /// From now on answers come out of this; what they answer is done.
    package func setLoss(_ loss: @escaping Loss) {
        state.withLock { $0.loss = loss }
    }

    /// The store does as it should again.
    package func mend() {
        setFault { _ in nil }
        setLoss { _, answer in answer }
    }

    /// Whether `If-None-Match: *` is obeyed.
    package func setConditional(_ isConditional: Bool) {
        state.withLock { $0.isConditional = isConditional }
    }

    /// Puts an object without asking anybody.
    package func put(_ path: String, _ body: [UInt8]) {
        state.withLock { $0.objects[path] = Self.object(body, []) }
    }

    /// The object of a path as it is asked for, percent-encoded; nil where there is none.
    package func object(_ path: String) -> Object? {
        state.withLock { $0.objects[path] }
    }

    package var uploadCount: Int { state.withLock { $0.uploads.count } }

    /// The requests of a method and path so far, whose query begins so.
    package func requests(_ method: String, _ path: String, query: String = "") -> [OriginRequest] {
        origin.requests.filter { request in
            let mark = request.target.firstIndex(of: "?")
            let found = mark.map { request.target[request.target.index(after: $0)...] } ?? ""
            return request.method == method && self.path(of: request) == path
                && found.hasPrefix(query)
        }
    }

    // MARK: Answers

    private func answer(_ request: OriginRequest) -> OriginAnswer {
        let fault = state.withLock { $0.fault }
        let path = path(of: request)
        var answer: OriginAnswer
        if let given = fault(request) {
            answer = given
        } else {
            let (own, loss) = state.withLock { (Self.answer(request, path, &$0), $0.loss) }
            answer = loss(request, own)
        }
        if request.method == "HEAD" { answer.isHeadOnly = true }
        return answer
    }

    /// "bucket/key" of a request, as it was asked for.
    private func path(of request: OriginRequest) -> String {
        let path = String(request.path.dropFirst())
        let host = (request["Host"] ?? "").prefix { $0 != ":" }
        guard let domain, host.hasSuffix("." + domain) else { return path }
        let bucket = host.dropLast(domain.count + 1)
        return path.isEmpty ? String(bucket) : "\(bucket)/\(path)"
    }

    private static func answer(
        _ request: OriginRequest,
        _ path: String,
        _ state: inout State
    ) -> OriginAnswer {
        let slash = path.firstIndex(of: "/")
        let bucket = String(path[..<(slash ?? path.endIndex)])
        guard state.buckets.contains(bucket) else {
            return error(404, "NoSuchBucket")
        }
        let query = query(request)
        guard slash != nil else {
            if query["uploads"] != nil { return listUploads(state) }
            return document(200, "<ListBucketResult/>")
        }
        return answer(request, path, query, &state)
    }

    private static func answer(
        _ request: OriginRequest,
        _ path: String,
        _ query: [String: String],
        _ state: inout State
    ) -> OriginAnswer {
        switch request.method {
        case "PUT":
            if let upload = query["uploadId"], let number = query["partNumber"].flatMap({ Int($0) })
            {
                guard state.uploads[upload] != nil else { return error(404, "NoSuchUpload") }
                state.uploads[upload]?.parts[number] = request.body
                return etag(200, md5(request.body))
            }
            if isRefused(request, path, state) { return error(412, "PreconditionFailed") }
            guard isIntact(request) else { return error(400, "BadDigest") }
            let object = object(request.body, kept(request))
            state.objects[path] = object
            return etag(200, object.etag)
        case "POST": return post(request, path, query, &state)
        case "DELETE":
            if let upload = query["uploadId"] {
                guard state.uploads.removeValue(forKey: upload) != nil else {
                    return error(404, "NoSuchUpload")
                }
            } else {
                state.objects[path] = nil
            }
            return .status(204)
        default: return read(request, path, state)
        }
    }

    private static func post(
        _ request: OriginRequest,
        _ path: String,
        _ query: [String: String],
        _ state: inout State
    ) -> OriginAnswer {
        guard let identity = query["uploadId"] else {
            let identity = "upload/\(state.nextUpload)+x"
            state.nextUpload += 1
            state.uploads[identity] = Upload(path: path, fields: kept(request))
            return document(
                200,
                "<InitiateMultipartUploadResult><UploadId>\(identity)</UploadId>"
                    + "</InitiateMultipartUploadResult>"
            )
        }
        guard let upload = state.uploads[identity] else { return error(404, "NoSuchUpload") }
        if isRefused(request, path, state) { return error(412, "PreconditionFailed") }
        let numbers = upload.parts.keys.sorted()
        var made = object(numbers.flatMap { upload.parts[$0] ?? [] }, upload.fields)
        made.etag += "-\(numbers.count)"
        state.objects[path] = made
        state.uploads[identity] = nil
        return document(200, "<CompleteMultipartUploadResult/>")
    }

    private static func read(
        _ request: OriginRequest,
        _ path: String,
        _ state: State
    ) -> OriginAnswer {
        guard let object = state.objects[path] else {
            return error(404, "NoSuchKey")
        }
        var answer = OriginAnswer(200, fields: object.fields)
        answer.fields.append(("ETag", "\"\(object.etag)\""))
        answer.body = .bytes(object.body)
        if let range = request.range(size: UInt64(object.body.count)), request.method == "GET" {
            answer.status = 206
            answer.range = range
            answer.fields.append(
                (
                    "Content-Range",
                    "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.body.count)"
                )
            )
        }
        return answer
    }

    private static func listUploads(_ state: State) -> OriginAnswer {
        let items = state.uploads.sorted { $0.key < $1.key }.map { identity, upload in
            "<Upload><Key>\(upload.path.drop { $0 != "/" }.dropFirst())</Key>"
                + "<UploadId>\(identity)</UploadId>"
                + "<Initiated>2020-01-02T03:04:05.000Z</Initiated></Upload>"
        }
        return document(
            200,
            "<ListMultipartUploadsResult>\(items.joined())</ListMultipartUploadsResult>"
        )
    }

    private static func isRefused(
        _ request: OriginRequest,
        _ path: String,
        _ state: State
    ) -> Bool {
        state.isConditional && request["If-None-Match"] == "*" && state.objects[path] != nil
    }

    private static func isIntact(_ request: OriginRequest) -> Bool {
        guard let claimed = request["Content-MD5"] else { return true }
        return claimed == Base64.encode(Digest.of(request.body, .md5))
    }

    private static func kept(_ request: OriginRequest) -> [(name: String, value: String)] {
        request.fields.filter { field in
            let name = field.name.lowercased()
            return name.hasPrefix("x-amz-meta-") || name == "x-amz-acl" || name == "content-type"
                || name == "cache-control" || name == "content-language"
        }
    }

    private static func object(
        _ body: [UInt8],
        _ fields: [(name: String, value: String)]
    ) -> Object {
        Object(body: body, fields: fields, etag: md5(body))
    }

    private static func md5(_ body: [UInt8]) -> String {
        Hexadecimal.encode(Digest.of(body, .md5))
    }

    private static func query(_ request: OriginRequest) -> [String: String] {
        guard let mark = request.target.firstIndex(of: "?") else { return [:] }
        var values: [String: String] = [:]
        for item in request.target[request.target.index(after: mark)...].split(separator: "&") {
            let words = item.split(separator: "=", maxSplits: 1)
            let value = words.count > 1 ? String(words[1]) : ""
            values[String(words[0])] = value.replacing("%2F", with: "/").replacing("%2B", with: "+")
        }
        return values
    }

    private static func etag(_ status: Int, _ tag: String) -> OriginAnswer {
        OriginAnswer(status, fields: [("ETag", "\"\(tag)\"")])
    }

    private static func document(_ status: Int, _ text: String) -> OriginAnswer {
        var answer = OriginAnswer(status, fields: [("Content-Type", "application/xml")])
        answer.body = .text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text)
        return answer
    }

    /// An error as S3 words it.
    package static func error(_ status: Int, _ code: String) -> OriginAnswer {
        document(status, "<Error><Code>\(code)</Code><Message>of the fake store</Message></Error>")
    }
}
