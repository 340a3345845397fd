import TestSupport
import Testing

@testable import ChaosRun

/// The verdict over single answers, each with one thing wrong.
@Suite struct ObjectJudgeTests {
    private func rule(
        _ status: Int,
        _ expectation: ObjectLedger.Expectation,
        count: UInt64 = 10,
        mismatch: UInt64? = nil,
        end: AnswerEnd = .clean
    ) -> String? {
        var answer = RawAnswer()
        answer.status = status
        answer.bodyCount = count
        answer.firstMismatch = mismatch
        answer.end = end
        return ObjectJudge.violation(
            answer,
            expectation,
            key: "/a/b",
            body: .seeded(1, size: 10),
            node: "n1"
        )?.rule
    }

    @Test func `a whole body breaks nothing where it may be there`() {
        #expect(rule(200, .there) == nil)
        #expect(rule(200, .either) == nil)
        #expect(rule(200, .absent) == "what was deleted is gone")
    }

    @Test func `none breaks nothing where it may be gone`() {
        #expect(rule(404, .absent) == nil)
        #expect(rule(404, .either) == nil)
        #expect(rule(404, .there) == "what is there is found")
    }

    @Test func `a wrong byte is one however the body ended`() {
        #expect(rule(200, .there, mismatch: 3) == "bodies are exact")
        #expect(rule(200, .either, count: 5, mismatch: 3, end: .reset) == "bodies are exact")
    }

    @Test func `a body may be short where the reader sees that it is`() {
        #expect(rule(200, .there, count: 9, end: .reset) == nil)
        #expect(rule(200, .there, count: 9, end: .short) == nil)
        #expect(rule(200, .there, count: 9, end: .clean) == "bodies are whole")
        #expect(rule(200, .either, count: 9, end: .cleanByClose) == "bodies are whole")
    }

    @Test func `a refusal says nothing of the object`() {
        for status in [0, 403, 500, 503] { #expect(rule(status, .there) == nil) }
    }
}
