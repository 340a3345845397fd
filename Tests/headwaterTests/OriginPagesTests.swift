import TestSupport
import Testing

@testable import headwater

@Suite struct OriginPagesTests {
    private func pages(_ answers: [(Int, String)], state: String) throws -> (
        ScriptedTransport, OriginPages
    ) {
        let transport = ScriptedTransport(answers)
        let client = try AdminClient(node: "http://n", token: nil, transport: transport)
        let state = WarmState(state, mapping: "b")
        return (transport, OriginPages(client: client, mapping: "b", state: state))
    }

    private let answers = [
        (
            200,
            #"{"items":[{"path":"b/1","size":5,"stored":false},{"path":"b/2","size":6,"stored":true}],"next":"2"}"#
        ),
        (200, #"{"items":[{"path":"b/3","size":7,"stored":false}],"next":null}"#),
    ]

    @Test func `many tasks get each path once, page by page`() async throws {
        let (transport, pages) = try pages(answers, state: "/nowhere/state")
        let found = try await withThrowingTaskGroup(of: [WarmPath].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var mine: [WarmPath] = []
                    while let path = try await pages.next() { mine.append(path) }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let names = found.map { String(decoding: $0.bytes, as: UTF8.self) }.sorted()
        #expect(names == ["b/1", "b/2", "b/3"])
        #expect(found.filter(\.isStored).count == 1)
        #expect(
            transport.requests.map(\.url) == [
                "http://n/v1/origin?mapping=b", "http://n/v1/origin?mapping=b&after=2",
            ]
        )
    }

    @Test func `a listing that fails ends every task with the reason`() async throws {
        let refusal = #"{"error":{"code":"NotListable","message":"no list"}}"#
        let (_, pages) = try pages([(409, refusal)], state: "/nowhere/state")
        for _ in 0..<2 {
            await #expect(throws: CommandFailure.self) { try await pages.next() }
        }
    }

    @Test(arguments: [true, false])
    func `a run that is taken up begins at the first page that was not answered whole`(
        isAnswered: Bool
    ) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/state"
        let (_, pages) = try pages(answers, state: file)
        var count = 0
        while let path = try await pages.next() {
            count += 1
            await pages.finished(path, isAnswered: isAnswered || path.isStored)
        }
        #expect(count == 3)
        #expect(WarmState(file, mapping: "b").after == (isAnswered ? "2" : nil))
    }
}
