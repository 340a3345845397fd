/// Where the objects of a bucket or of a prefix come from when the store does not have them, and
/// how they are fetched and delivered (design chapter 3).
///
/// Values come from `init(json:)` or are put together by code; `validate()` holds the rules for
/// both. A mapping that was validated once is trusted ever after.
package struct Mapping: Sendable, Hashable {
    /// Who may read without a signature.
    package enum AccessControl: String, Sendable, CaseIterable {
        case `private`
        case publicRead = "public-read"
    }

    /// What a reader gets while the object is fetched.
    package enum MissBehaviour: String, Sendable, CaseIterable {
        /// The bytes, as they arrive.
        case stream
        /// A 302 to the origin; the object is fetched in the background (edge 13).
        case redirect
    }

    /// What a HEAD of a missing object begins (edge 5).
    package enum HeadBehaviour: String, Sendable, CaseIterable {
        /// It asks the origin, answers, and fetches the object in the background.
        case fill
        /// It only asks the origin.
        case ask
    }

    /// What becomes of the query of a reader's URL.
    package enum QueryBehaviour: String, Sendable, CaseIterable {
        case drop
        case forward
    }

    package var origin: OriginURL
    /// Tried in this order where `origin` fails or has no such object.
    package var also: [OriginURL] = []
    package var acl: AccessControl = .private
    /// Bytes a second for the whole cluster; nil is no limit.
    package var maximumBandwidth: ByteSize?
    /// Connections of the whole cluster.
    package var maximumConnections = 64
    package var onMiss: MissBehaviour = .stream
    package var onHead: HeadBehaviour = .fill
    /// Sent to the origin, in this order.
    package var headers: [MappingHeader] = []
    /// The Host field sent to the origin in place of the URL's host.
    package var host: String?
    package var query: QueryBehaviour = .drop
    /// Hops followed before the origin is held to be broken.
    package var redirects = 10
    /// How long "not there" is remembered.
    package var negativeTTL = Mapping.defaultNegativeTTL
    /// How long an origin may be silent.
    package var idleTimeout = Mapping.defaultIdleTimeout
    /// What is larger is delivered but not stored.
    package var maximumObject = Mapping.defaultMaximumObject
    /// Whether the origin may be on a loopback, link-local or private address.
    package var allowPrivateAddresses = false
    /// For s3 origins.
    package var credentials: OriginCredentials?

    package init(origin: OriginURL) {
        self.origin = origin
    }

    package static let defaultNegativeTTL = span(10, .seconds)
    package static let defaultIdleTimeout = span(30, .seconds)
    package static let defaultMaximumObject = size(5, .terabytes)

    private static func span(_ amount: UInt64, _ unit: TimeSpan.Unit) -> TimeSpan {
        guard let span = TimeSpan(amount, unit) else { preconditionFailure("\(amount) \(unit)") }
        return span
    }

    private static func size(_ amount: UInt64, _ unit: ByteSize.Unit) -> ByteSize {
        guard let size = ByteSize(amount, unit) else { preconditionFailure("\(amount) \(unit)") }
        return size
    }
}
