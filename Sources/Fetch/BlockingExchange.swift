internal import CCurl

/// One blocking request and its answer.
///
/// libcurl's callbacks get it unretained, and run only within `send`, whose caller holds it.
final class BlockingExchange {
    private let easy = CurlEasy()
    private let maximumBytes: Int
    private let onLine: ((_ line: [UInt8]) -> Bool)?
    private var collector: HeadCollector
    private var head: FetchHead?
    private var body: [UInt8] = []
    private var isStopped = false
    private var ownFailure: BlockingFailure?

    /// - Parameter maximumBytes: of the body, or of one line where lines are handed out.
    init(isHead: Bool, maximumBytes: Int, onLine: ((_ line: [UInt8]) -> Bool)? = nil) {
        collector = HeadCollector(isHead: isHead)
        self.maximumBytes = maximumBytes
        self.onLine = onLine
    }

    func send(
        _ method: String,
        _ url: String,
        fields: [(name: String, value: String)],
        body content: [UInt8]?,
        connectTimeout: Duration,
        timeout: Duration?,
        certificateAuthorityFile: String?
    ) throws(BlockingFailure) {
        easy.reset()
        easy.set(CURLOPT_URL, url)
        if method == "HEAD" { easy.set(CURLOPT_NOBODY, 1) }
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, MonotonicClock.milliseconds(connectTimeout))
        if let timeout { easy.set(CURLOPT_TIMEOUT_MS, MonotonicClock.milliseconds(timeout)) }
        if let file = certificateAuthorityFile { easy.set(CURLOPT_CAINFO, file) }
        if let content = content ?? (method == "PUT" || method == "POST" ? [] : nil) {
            easy.set(CURLOPT_POSTFIELDSIZE_LARGE, size: content.count)
            // Copied by libcurl, after its size is known. Never nil, which would mean to read the
            // body from standard input.
            (content + [0]).withUnsafeBytes { bytes in
                let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                easy.set(CURLOPT_COPYPOSTFIELDS, start)
            }
        }
        easy.set(CURLOPT_CUSTOMREQUEST, method)
        // No "Expect: 100-continue" and no form type, which libcurl would add to a body.
        easy.setFields(fields, removing: ["Expect", "Content-Type"])
        let context = Unmanaged.passUnretained(self).toOpaque()
        easy.set(CURLOPT_HEADERFUNCTION, receiveHeaderLine)
        easy.set(CURLOPT_HEADERDATA, context)
        easy.set(CURLOPT_WRITEFUNCTION, receiveBody)
        easy.set(CURLOPT_WRITEDATA, context)
        let code = curl_easy_perform(easy.pointer)
        if code != CURLE_OK, !isStopped { throw failure(code) }
        if let onLine, isStreaming, !isStopped, !body.isEmpty {
            _ = onLine(body)
            body = []
        }
    }

    func response() throws(BlockingFailure) -> BlockingResponse {
        guard let head else { throw .broken("the answer has no head") }
        return BlockingResponse(
            status: head.status,
            fields: head.fields,
            body: isStreaming ? [] : body
        )
    }

    private var isStreaming: Bool { onLine != nil && head?.status == 200 }

    private func failure(_ code: CURLcode) -> BlockingFailure {
        if let ownFailure { return ownFailure }
        let message = easy.message(for: code)
        if code == CURLE_OPERATION_TIMEDOUT { return .timeout(message) }
        return switch FetchFailure(code, message: message).kind {
        case .refused: .refused(message)
        case .unresolved: .unresolved(message)
        case .tls: .tls(message)
        default: .broken(message)
        }
    }

    fileprivate func receive(line: UnsafeRawBufferPointer) -> Bool {
        switch collector.take(line) {
        case .more: break
        case .head(let head): self.head = head
        case .tooLarge: ownFailure = .broken("the head is too large")
        case .malformed(let reason): ownFailure = .broken(reason)
        }
        return ownFailure == nil
    }

    fileprivate func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard isStreaming, let onLine else {
            body.append(contentsOf: bytes)
            return isBelowLimit()
        }
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            body.append(contentsOf: rest[..<end])
            guard isBelowLimit() else { return false }
            if body.last == UInt8(ascii: "\r") { body.removeLast() }
            rest = rest[(end + 1)...]
            let line = body
            body.removeAll(keepingCapacity: true)
            if !onLine(line) {
                isStopped = true
                return false
            }
        }
        body.append(contentsOf: rest)
        return isBelowLimit()
    }

    private func isBelowLimit() -> Bool {
        guard body.count > maximumBytes else { return true }
        ownFailure = .tooLarge(limit: maximumBytes)
        return false
    }
}

private func receiveHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    guard let context else { return line.count + 1 }
    let exchange = Unmanaged<BlockingExchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.receive(line: line) ? line.count : line.count + 1
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let body = UnsafeRawBufferPointer(start: bytes, count: size * count)
    guard let context else { return body.count + 1 }
    let exchange = Unmanaged<BlockingExchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.receive(body: body) ? body.count : body.count + 1
}
