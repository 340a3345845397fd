/// The fields that go to an origin: the mapping's and this program's, nothing of the client's.
enum OriginFields {
    /// Fields a mapping cannot set, because framing, ranges or loop safety hang on them.
    private static let reserved: [StaticString] = [
        "accept-encoding", "connection", "content-length", "expect", "host", "if-match",
        "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive",
        "range", "te", "trailer", "transfer-encoding", "upgrade", "x-headwater-via",
    ]

    /// - Parameter isConfiguredHost: false after a redirect led elsewhere; the mapping's fields
    ///   and host then stay at home (edge 12).
    static func make(
        policy: OriginPolicy,
        context: OriginContext,
        isConfiguredHost: Bool,
        ifRange: String?
    ) -> [HeaderField] {
        var fields: [HeaderField] = []
        if isConfiguredHost {
            if let host = policy.host, isSafe(host) { fields.append(HeaderField("Host", host)) }
            fields += policy.fields.filter { field in
                isSafe(field.name) && isSafe(field.value)
                    && !reserved.contains(where: field.isNamed)
            }
        }
        if fields.first("user-agent") == nil {
            fields.append(HeaderField("User-Agent", "headwater/\(context.version)"))
        }
        fields.append(HeaderField("Accept-Encoding", "identity"))
        let via = (context.passed + [context.node]).joined(separator: ",")
        fields.append(HeaderField(LoopRule.fieldName, via))
        if let ifRange { fields.append(HeaderField("If-Range", ifRange)) }
        return fields
    }

    /// Whether a text can stand in a field line without ending it.
    static func isSafe(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
