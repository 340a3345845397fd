/// The settings of `headwater serve`: the flag `--s3`, the environment variable `HEADWATER_S3` and
/// the line `s3 = …` of the configuration file are one setting.
package enum Setting: String, Sendable, CaseIterable {
    case name, data, s3, admin, cluster, advertise, join
    case clusterKeyFile = "cluster-key-file"
    case adminTokenFile = "admin-token-file"
    case store
    case storeRegion = "store-region"
    case storeStyle = "store-style"
    case storeCAFile = "store-ca-file"
    case storeTimeout = "store-timeout"
    case profile
    case replaceAfter = "replace-after"
    case tlsCertificate = "tls-certificate"
    case tlsKey = "tls-key"
    case s3Domain = "s3-domain"
    case privateMetrics = "private-metrics"
    case spoolLimit = "spool-limit"
    case fillLimit = "fill-limit"
    case logLevel = "log-level"
    case threads

    package var environmentName: String {
        "HEADWATER_" + rawValue.uppercased().replacing("-", with: "_")
    }

    /// Whether it may be given several times; in the environment its values are set off by commas.
    package var isRepeatable: Bool { self == .join }
}
