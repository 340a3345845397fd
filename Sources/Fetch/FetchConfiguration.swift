/// What all fetches of a thread have in common.
package struct FetchConfiguration: Sendable {
    /// Certificates that may vouch for an origin; nil for the system's.
    package var certificateAuthorityFile: String?
    /// Connections kept for later requests, over all origins: as many as fills may run at once,
    /// for with fewer each end of a fill would close one that the next fill opens again.
    package var keptConnections = 1_024

    package init() {}
}
