import Catalog
import Mirroring
import TestSupport
import Testing

/// The catalogue accepts an origin's URL and Mirroring takes it apart later: what the one lets
/// through, the other must read, and read the same (docs/decisions/two-url-readers.md).
@Suite struct OriginURLTests {
    private static let good = [
        "http://origin.example", "https://Origin.Example:8443/a%20b/", "HTTP://10.0.0.1:81/x//y/..",
        "http://[::1]:8080/%2F", "http://[2001:DB8::1]", "https://a_b.example./p;q=1,2@3:4/[x]",
        "http://a-b.example:80/~+!$&'()*",
    ]

    /// What both make of a text; nil where the catalogue refuses it.
    private func compare(_ text: String) -> (catalogue: String, mirroring: String)? {
        let url: OriginURL
        do {
            url = try OriginURL(text)
        } catch {
            return nil
        }
        let host = url.host.contains(":") ? "[\(url.host)]" : url.host
        let path = url.path.isEmpty ? "/" : url.path
        let catalogue = "\(url.scheme.rawValue) \(host) \(url.port) \(path)"
        do {
            let base = try OriginBase(text).url
            return (catalogue, "\(base.scheme.rawValue) \(base.host) \(base.port) \(base.path)")
        } catch {
            return (catalogue, "refused: \(error)")
        }
    }

    @Test(arguments: good)
    func `a good URL is read alike`(text: String) throws {
        let (catalogue, mirroring) = try #require(compare(text))
        #expect(catalogue == mirroring)
    }

    @Test(arguments: [
        "http://[a:1]/", "http://[1.2.3.4]/", "http://[::1", "http://.a/", "http:///x",
    ])
    func `what looks like a host and is none is refused`(text: String) {
        #expect(compare(text) == nil)
    }

    @Test(arguments: 1...20)
    func `whatever the catalogue accepts, Mirroring reads alike`(seed: Int) {
        var mutator = ByteMutator(seed: UInt64(seed), lively: "/:@?#%[].-_0aFzhtps \\<\"{")
        for _ in 0..<300 {
            var bytes = Array(Self.good[mutator.below(Self.good.count)].utf8)
            for _ in 0...mutator.below(3) { mutator.mutate(&bytes) }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let (catalogue, mirroring) = compare(text) else { continue }
            #expect(catalogue == mirroring, "\(text)")
        }
    }
}
