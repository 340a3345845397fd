internal import CCurl

extension FetchFailure {
    static let stopped = FetchFailure(kind: .stopped, message: "stopped")

    init(_ code: CURLcode, message: String) {
        kind =
            switch code {
            case CURLE_COULDNT_CONNECT: .refused
            case CURLE_COULDNT_RESOLVE_HOST: .unresolved
            case CURLE_OPERATION_TIMEDOUT: .connectTimeout
            case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2,
                CURLE_HTTP2_STREAM:
                .reset
            case CURLE_PARTIAL_FILE: .truncated
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
                CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
                CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_NOTFOUND,
                CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CLIENTCERT:
                .tls
            // What this libcurl says of a header line above its own 100 KiB.
            case CURLE_OUT_OF_MEMORY: .headTooLarge
            case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_URL_MALFORMAT,
                CURLE_BAD_CONTENT_ENCODING:
                .protocolError
            default: .other(code: Int32(bitPattern: code.rawValue))
            }
        self.message = message
    }
}
