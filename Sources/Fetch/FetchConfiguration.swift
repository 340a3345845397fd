/// What all fetches of a thread have in common.
package struct FetchConfiguration: Sendable {
    /// Certificates that may vouch for an origin; nil for the system's.
    package var certificateAuthorityFile: String?
    /// Connections kept for later requests, over all origins.
    package var keptConnections = 256

    package init() {}
}
