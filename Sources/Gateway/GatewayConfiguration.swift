/// What a gateway must be told of its node.
package struct GatewayConfiguration: Sendable {
    /// The node's name, for `x-headwater` and for the header that finds loops.
    package var nodeName: String
    /// The program's version, for the User-Agent sent to origins.
    package var version: String
    /// Addresses of this cluster's own nodes by now, 4 or 16 bytes each, which no origin and no
    /// redirect may lead to unless its mapping allows private addresses.
    package var ownAddresses: @Sendable () -> [[UInt8]] = { [] }
    /// Bytes all spools of running fills may take together; beyond them new misses are told to
    /// slow down.
    package var spoolLimitBytes: UInt64
    /// Fills that may run at once.
    package var fillLimit: Int
    /// Whether everybody is let in while there is no access key: for a listener on loopback.
    package var isOpenWithoutKeys = false
    /// The domain whose names are buckets, in lower case and without a dot at its start; nil for
    /// path style only.
    package var s3Domain: [UInt8]?

    package init(
        nodeName: String,
        version: String,
        spoolLimitBytes: UInt64,
        fillLimit: Int = 1_000
    ) {
        self.nodeName = nodeName
        self.version = version
        self.spoolLimitBytes = spoolLimitBytes
        self.fillLimit = fillLimit
    }
}
