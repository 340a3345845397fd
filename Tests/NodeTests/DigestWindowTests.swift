import TestSupport
import Testing

/// Digests of an object that turns out not to be storable while its bytes come.
@Suite struct DigestWindowTests {
    @Test func `edge 18, 19: an object found too large amid its body is delivered to its end`()
        async throws
    {
        let mirror = try await Mirror.make(["max-object": "3MB"])
        let resource = OriginResource(seed: 1, size: 9_000_000).with {
            $0.framing = .chunked
            $0.digestFields = [.contentMD5(right: true)]
        }
        mirror.serve("k", resource)
        let answer = try await mirror.get("k", sink: .compare(resource.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        #expect(answer.bodyCount == resource.body.size)
    }
}
