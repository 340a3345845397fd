import TestSupport
import Testing

@Suite struct PollTests {
    @Test func `polling ends with the condition, or with the deadline and what was awaited`()
        async throws
    {
        var turns = 0
        try await poll("three turns") {
            turns += 1
            return turns == 3
        }
        #expect(turns == 3)
        let failure = await #expect(throws: DeadlinePassed.self) {
            try await poll("a miracle", within: .milliseconds(20)) { false }
        }
        #expect(failure?.awaited == "a miracle")
    }
}
