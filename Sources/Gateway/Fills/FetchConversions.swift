internal import Fetch
internal import Mirroring

// The fetcher and the rules of mirroring know nothing of each other; here their words meet.

extension OriginHead {
    init(_ head: FetchHead) {
        self.init(
            status: head.status,
            fields: head.fields.map { HeaderField($0.name, $0.value) },
            contentLength: head.contentLength
        )
    }
}

extension TransportFailure {
    init(_ kind: FetchFailure.Kind) {
        self =
            switch kind {
            case .refused: .refused
            case .forbiddenAddress: .forbiddenAddress
            case .unresolved: .unresolved
            case .connectTimeout: .connectTimeout
            case .idleTimeout: .idleTimeout
            case .reset: .reset
            case .truncated: .truncated
            case .tls: .tls
            case .headTooLarge: .headTooLarge
            case .protocolError, .bodyUnreadable: .protocolError
            case .stopped, .other: .other
            }
    }
}
