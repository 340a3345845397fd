/// What a mapping says about its origins, as far as fetching from them goes.
package struct OriginPolicy: Sendable, Equatable {
    /// How a reader of a missing object is served.
    package enum OnMiss: Sendable { case stream, redirect }
    /// What a HEAD of a missing object begins.
    package enum OnHead: Sendable { case fill, ask }

    /// Base URLs in the order of trying: the origin, then the `also` origins.
    ///
    /// Never empty.
    package var origins: [String]
    /// Fields sent to the configured host only, never to where it redirects.
    package var fields: [HeaderField] = []
    /// The `Host` field in place of the URL's, for the configured host only.
    package var host: String?
    package var forwardsQuery = false
    /// The redirects that may be followed for one request.
    package var redirectLimit = 10
    package var allowsPrivateAddresses = false
    /// How long a 404 of all origins is remembered.
    package var negativeLifetime: Duration = .seconds(10)
    package var connectTimeout: Duration = .seconds(10)
    /// The longest silence, before the head or in the body.
    package var idleTimeout: Duration = .seconds(30)
    /// Larger objects are delivered and not stored.
    package var maximumObjectBytes: UInt64 = 5_000_000_000_000
    package var onMiss: OnMiss = .stream
    package var onHead: OnHead = .fill
    /// The region of `s3://` origins.
    package var region = "us-east-1"

    package init(origins: [String]) {
        self.origins = origins
    }
}
