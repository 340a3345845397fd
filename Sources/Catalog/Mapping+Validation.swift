extension Mapping {
    /// Refuses what no mapping may be: the one place that holds the limits of every option.
    package func validate() throws(MappingError) {
        guard also.count <= MappingLimits.also else {
            throw MappingError(
                "also",
                "\(also.count) origins",
                expected: "must be at most \(MappingLimits.also)"
            )
        }
        try Self.check("max-connections", maximumConnections, MappingLimits.connections)
        try Self.check("redirects", redirects, MappingLimits.redirects)
        if let maximumBandwidth {
            try Self.check("max-bandwidth", maximumBandwidth, MappingLimits.bandwidth)
        }
        try Self.check("max-object", maximumObject, MappingLimits.objectBytes)
        try Self.check("negative-ttl", negativeTTL, MappingLimits.negativeMilliseconds)
        try Self.check("idle-timeout", idleTimeout, MappingLimits.idleMilliseconds)
        if let host, HostName.split(Array(host.utf8)[...]) == nil {
            throw MappingError("host", host, expected: "must be a host name, with :port if need be")
        }
        try validateHeaders()
        try validateCredentials()
    }

    private func validateCredentials() throws(MappingError) {
        guard let credentials else { return }
        guard ([origin] + also).contains(where: \.scheme.isS3) else {
            throw MappingError(
                "credentials",
                MappingHeader.hidden,
                expected: "are for s3:// origins: leave them out, or send an Authorization header "
                    + "to an http origin"
            )
        }
        guard onMiss != .redirect else {
            throw MappingError(
                "on-miss",
                onMiss.rawValue,
                expected: "must be stream where there are credentials: the reader has none"
            )
        }
        let texts = [credentials.accessKey, credentials.region, credentials.secretKey]
        guard texts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }),
            !credentials.accessKey.utf8.contains(UInt8(ascii: "/")),
            !credentials.region.utf8.contains(UInt8(ascii: "/")),
            !credentials.secretKey.hasPrefix(AccessLimits.sealedPrefix)
        else {
            throw MappingError(
                "credentials",
                MappingHeader.hidden,
                expected: "must be of ASCII without spaces, and the access key and region without /"
            )
        }
        guard !headers.contains(where: { $0.name.lowercased() == "authorization" }) else {
            throw MappingError(
                "headers",
                "Authorization",
                expected: "is made from the credentials: give one of the two"
            )
        }
    }

    private func validateHeaders() throws(MappingError) {
        guard headers.count <= MappingLimits.headers else {
            throw MappingError(
                "headers",
                "\(headers.count) fields",
                expected: "must be at most \(MappingLimits.headers)"
            )
        }
        let bytes = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard bytes <= MappingLimits.headerBytes else {
            throw MappingError(
                "headers",
                "\(bytes) bytes",
                expected: "must be at most \(MappingLimits.headerBytes) bytes of names and values"
            )
        }
        var names: [String] = []
        for header in headers {
            let name = header.name.lowercased()
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isToken) else {
                throw MappingError(
                    "headers",
                    header.name,
                    expected: "a name must be of letters, digits and !#$%&'*+-.^_`|~"
                )
            }
            guard !names.contains(name) else {
                throw MappingError("headers", header.name, expected: "must be given once")
            }
            names.append(name)
            try Self.checkOwnership(of: name)
            try Self.checkValue(of: header)
        }
    }

    private static func checkOwnership(of name: String) throws(MappingError) {
        if name == "host" {
            throw MappingError("headers", name, expected: "is set by the option \"host\"")
        }
        guard !reserved.contains(name), !name.hasPrefix("x-headwater-") else {
            throw MappingError(
                "headers",
                name,
                expected: "is Headwater's own to send: choose another header"
            )
        }
    }

    private static func checkValue(of header: MappingHeader) throws(MappingError) {
        guard header.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw MappingError(
                "headers",
                header.name,
                expected: "its value must have no line break, NUL or other control character"
            )
        }
        guard !(header.isSecret && header.value == MappingHeader.hidden) else {
            throw MappingError(
                "headers",
                header.name,
                expected: "its value was hidden when it was printed: give the value itself"
            )
        }
    }

    /// What frames the exchange, is judged at delivery or is computed for each request.
    private static let reserved = [
        "accept-encoding", "connection", "content-length", "expect", "if-match",
        "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive",
        "proxy-authorization", "proxy-connection", "range", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func check(_ field: String, _ value: Int, _ range: ClosedRange<Int>)
        throws(MappingError)
    {
        guard range.contains(value) else {
            throw MappingError(
                field,
                "\(value)",
                expected: "must be from \(range.lowerBound) to \(range.upperBound)"
            )
        }
    }

    private static func check(_ field: String, _ value: ByteSize, _ range: ClosedRange<UInt64>)
        throws(MappingError)
    {
        guard range.contains(value.bytes) else {
            throw MappingError(
                field,
                value.text,
                expected: "must be from \(range.lowerBound) to \(range.upperBound) bytes"
            )
        }
    }

    private static func check(_ field: String, _ value: TimeSpan, _ range: ClosedRange<UInt64>)
        throws(MappingError)
    {
        guard range.contains(value.milliseconds) else {
            throw MappingError(
                field,
                value.text,
                expected: "must be from \(range.lowerBound) to \(range.upperBound) milliseconds"
            )
        }
    }
}
