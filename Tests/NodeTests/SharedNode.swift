import TestSupport

/// One node for all tests that neither stop it nor need flags of their own; each test has its own
/// bucket and origin, so they do not meet.
enum SharedNode {
    private static let starting = Task { try await HeadwaterProcess.start("shared") }

    static func get() async throws -> HeadwaterProcess {
        try await starting.value
    }
}
