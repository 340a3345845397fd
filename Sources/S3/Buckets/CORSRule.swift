/// One rule of a bucket's CORS configuration: which pages of which origins may ask for what.
package struct CORSRule: Sendable, Equatable {
    package var id: String?
    /// Each may have one `*`, which stands for anything.
    package var origins: [String]
    package var methods: [String]
    /// Each may have one `*`; compared without regard to case.
    package var headers: [String]
    package var exposed: [String]
    package var maximumAgeSeconds: Int?

    /// Whether an origin may ask with a method.
    func admits(origin: String, method: String) -> Bool {
        methods.contains(method) && origins.contains { Self.matches($0, origin) }
    }

    /// Whether a header may be sent.
    func admits(header: String) -> Bool {
        headers.contains { Self.matches($0.lowercased(), header.lowercased()) }
    }

    /// Whether a text is what a pattern with at most one `*` says.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return pattern == text }
        let (before, after) = (pattern[..<star], pattern[pattern.index(after: star)...])
        return text.utf8.count >= before.utf8.count + after.utf8.count && text.hasPrefix(before)
            && text.hasSuffix(after)
    }
}
