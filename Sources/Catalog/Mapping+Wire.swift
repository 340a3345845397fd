package import Wire

extension Mapping {
    private static let wireVersion: UInt8 = 1

    /// Which options follow; one that is absent has the default that version 1 was born with.
    private enum Presence {
        static let also: UInt64 = 1 << 0
        static let publicRead: UInt64 = 1 << 1
        static let maximumBandwidth: UInt64 = 1 << 2
        static let maximumConnections: UInt64 = 1 << 3
        static let redirectOnMiss: UInt64 = 1 << 4
        static let askOnHead: UInt64 = 1 << 5
        static let headers: UInt64 = 1 << 6
        static let host: UInt64 = 1 << 7
        static let forwardQuery: UInt64 = 1 << 8
        static let redirects: UInt64 = 1 << 9
        static let negativeTTL: UInt64 = 1 << 10
        static let idleTimeout: UInt64 = 1 << 11
        static let maximumObject: UInt64 = 1 << 12
        static let allowPrivateAddresses: UInt64 = 1 << 13
        static let credentials: UInt64 = 1 << 14
        static let all: UInt64 = (1 << 15) - 1
    }

    /// Whether encoded bytes hold credentials, without reading the rest.
    static func hasCredentials(_ bytes: [UInt8]) -> Bool {
        presence(of: bytes) & Presence.credentials != 0
    }

    /// Whether encoded bytes are a mapping with acl `public-read`, without reading the rest; one of
    /// a version that is not known is none.
    static func isPublic(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.first == wireVersion && presence(of: bytes) & Presence.publicRead != 0
    }

    private static func presence(of bytes: some Collection<UInt8>) -> UInt64 {
        var bits: UInt64 = 0
        for (index, byte) in bytes.dropFirst().prefix(9).enumerated() {
            bits |= UInt64(byte & 0x7F) << UInt64(7 * index)
            if byte & 0x80 == 0 { break }
        }
        return bits
    }

    /// The mapping as it is logged and stored: what is left at its default takes no room.
    package var encoded: [UInt8] {
        var writer = WireWriter(reservingCapacity: 32 + origin.text.utf8.count)
        writer.uint8(Self.wireVersion)
        writer.variable(presence)
        writer.text(origin.text)
        if !also.isEmpty {
            writer.variable(UInt64(also.count))
            for origin in also { writer.text(origin.text) }
        }
        if let maximumBandwidth { Self.write(maximumBandwidth, &writer) }
        if maximumConnections != 64 { writer.variable(UInt64(maximumConnections)) }
        if !headers.isEmpty {
            writer.variable(UInt64(headers.count))
            for header in headers {
                writer.text(header.name)
                writer.text(header.value)
            }
        }
        if let host { writer.text(host) }
        if redirects != 10 { writer.variable(UInt64(redirects)) }
        if negativeTTL != Self.defaultNegativeTTL { Self.write(negativeTTL, &writer) }
        if idleTimeout != Self.defaultIdleTimeout { Self.write(idleTimeout, &writer) }
        if maximumObject != Self.defaultMaximumObject { Self.write(maximumObject, &writer) }
        if let credentials {
            writer.text(credentials.accessKey)
            writer.text(credentials.secretKey)
            writer.text(credentials.region)
        }
        return writer.bytes
    }

    private var presence: UInt64 {
        var bits: UInt64 = 0
        func set(_ bit: UInt64, _ condition: Bool) {
            if condition { bits |= bit }
        }
        set(Presence.also, !also.isEmpty)
        set(Presence.publicRead, acl == .publicRead)
        set(Presence.maximumBandwidth, maximumBandwidth != nil)
        set(Presence.maximumConnections, maximumConnections != 64)
        set(Presence.redirectOnMiss, onMiss == .redirect)
        set(Presence.askOnHead, onHead == .ask)
        set(Presence.headers, !headers.isEmpty)
        set(Presence.host, host != nil)
        set(Presence.forwardQuery, query == .forward)
        set(Presence.redirects, redirects != 10)
        set(Presence.negativeTTL, negativeTTL != Self.defaultNegativeTTL)
        set(Presence.idleTimeout, idleTimeout != Self.defaultIdleTimeout)
        set(Presence.maximumObject, maximumObject != Self.defaultMaximumObject)
        set(Presence.allowPrivateAddresses, allowPrivateAddresses)
        set(Presence.credentials, credentials != nil)
        return bits
    }

    /// Reads what `encoded` gave.
    ///
    /// Lengths are checked; the limits of the values were checked when
    /// the mapping was written and are not again, so that they may change.
    package init(decoding reader: inout WireReader) throws(WireError) {
        let version = try reader.uint8()
        guard version == Self.wireVersion else {
            throw .invalid(field: "mapping version", value: UInt64(version))
        }
        let bits = try reader.variable()
        guard bits & ~Presence.all == 0 else { throw .invalid(field: "mapping", value: bits) }
        func has(_ bit: UInt64) -> Bool { bits & bit != 0 }
        self.init(origin: try Self.origin(&reader))
        if has(Presence.also) {
            for _ in 0..<(try reader.count(limit: MappingLimits.also)) {
                also.append(try Self.origin(&reader))
            }
        }
        acl = has(Presence.publicRead) ? .publicRead : .private
        onMiss = has(Presence.redirectOnMiss) ? .redirect : .stream
        onHead = has(Presence.askOnHead) ? .ask : .fill
        query = has(Presence.forwardQuery) ? .forward : .drop
        allowPrivateAddresses = has(Presence.allowPrivateAddresses)
        if has(Presence.maximumBandwidth) { maximumBandwidth = try Self.size(&reader) }
        if has(Presence.maximumConnections) { maximumConnections = try Self.integer(&reader) }
        if has(Presence.headers) {
            for _ in 0..<(try reader.count(limit: MappingLimits.headers)) {
                let name = try reader.text(limit: MappingLimits.headerBytes)
                headers.append(
                    MappingHeader(name, try reader.text(limit: MappingLimits.headerBytes))
                )
            }
        }
        if has(Presence.host) { host = try reader.text(limit: MappingLimits.originBytes) }
        if has(Presence.redirects) { redirects = try Self.integer(&reader) }
        if has(Presence.negativeTTL) { negativeTTL = try Self.span(&reader) }
        if has(Presence.idleTimeout) { idleTimeout = try Self.span(&reader) }
        if has(Presence.maximumObject) { maximumObject = try Self.size(&reader) }
        if has(Presence.credentials) { credentials = try Self.credentials(&reader) }
    }

    private static func origin(_ reader: inout WireReader) throws(WireError) -> OriginURL {
        let text = try reader.text(limit: MappingLimits.originBytes)
        do {
            return try OriginURL(text)
        } catch {
            throw .invalid(field: "origin", value: UInt64(text.utf8.count))
        }
    }

    private static func integer(_ reader: inout WireReader) throws(WireError) -> Int {
        let value = try reader.variable()
        guard value <= UInt64(Int32.max) else { throw .invalid(field: "count", value: value) }
        return Int(value)
    }

    private static func write(_ size: ByteSize, _ writer: inout WireWriter) {
        writer.uint8(size.unit.rawValue)
        writer.variable(size.amount)
    }

    private static func size(_ reader: inout WireReader) throws(WireError) -> ByteSize {
        let unit = try reader.uint8()
        let amount = try reader.variable()
        guard let unit = ByteSize.Unit(rawValue: unit), let size = ByteSize(amount, unit) else {
            throw .invalid(field: "size", value: UInt64(unit))
        }
        return size
    }

    private static func write(_ span: TimeSpan, _ writer: inout WireWriter) {
        writer.uint8(span.unit.rawValue)
        writer.variable(span.amount)
    }

    private static func span(_ reader: inout WireReader) throws(WireError) -> TimeSpan {
        let unit = try reader.uint8()
        let amount = try reader.variable()
        guard let unit = TimeSpan.Unit(rawValue: unit), let span = TimeSpan(amount, unit) else {
            throw .invalid(field: "span", value: UInt64(unit))
        }
        return span
    }

    private static func credentials(_ reader: inout WireReader) throws(WireError)
        -> OriginCredentials
    {
        OriginCredentials(
            accessKey: try reader.text(limit: MappingLimits.credentialBytes),
            secretKey: try reader.text(limit: AccessLimits.storedSecretBytes),
            region: try reader.text(limit: MappingLimits.credentialBytes)
        )
    }
}
