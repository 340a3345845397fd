/// Where a redirect leads: `Location` resolved against the URL that answered (RFC 3986 5.2),
/// percent-encoding left as it came, and the hops that are refused.
package enum Redirects {
    /// Why a hop is not taken; the address behind it is judged later, when it is resolved.
    package enum Refusal: Error, Equatable, Sendable {
        case malformed(String)
        /// Neither http nor https.
        case scheme
        /// From https to http.
        case downgrade
    }

    /// The URL of the next hop; throws a `Refusal` for one that is never taken.
    ///
    /// How many hops may be taken is the walk's to count.
    package static func resolve(
        _ location: String,
        against current: RequestURL
    ) throws(Refusal) -> RequestURL {
        var reference = Substring(URLBytes.completed(ASCII.trimmed(location)))
        // A fragment is the browser's; it is not sent.
        if let hash = reference.firstIndex(of: "#") { reference = reference[..<hash] }
        let target = try join(reference, current)
        guard current.scheme == .http || target.scheme == .https else { throw .downgrade }
        return target
    }

    private static func join(
        _ reference: Substring,
        _ current: RequestURL
    ) throws(Refusal) -> RequestURL {
        if let scheme = scheme(of: reference) {
            guard RequestURL.Scheme(rawValue: ASCII.lowercased(scheme)) != nil else {
                throw .scheme
            }
            return try absolute(reference)
        }
        if reference.hasPrefix("//") {
            return try absolute("\(current.scheme.rawValue):\(reference)")
        }
        do {
            try URLBytes.requireValidPercents(reference)
        } catch {
            throw .malformed(error.reason)
        }
        let path = reference.prefix { $0 != "?" }
        let query =
            path.endIndex == reference.endIndex
            ? nil : String(reference[path.endIndex...].dropFirst())
        if path.isEmpty {
            return current.replacing(path: current.path, query: query ?? current.query)
        }
        if path.hasPrefix("/") {
            return current.replacing(path: withoutDotSegments(path), query: query)
        }
        let folder = current.path[...(current.path.lastIndex(of: "/") ?? current.path.startIndex)]
        return current.replacing(path: withoutDotSegments(folder + path), query: query)
    }

    private static func absolute(_ text: some StringProtocol) throws(Refusal) -> RequestURL {
        do {
            let url = try RequestURL(text)
            return url.replacing(path: withoutDotSegments(url.path[...]), query: url.query)
        } catch {
            throw .malformed(error.reason)
        }
    }

    /// The scheme of a reference that has one: a colon before any "/" and "?" (RFC 3986 4.1).
    private static func scheme(of reference: Substring) -> Substring? {
        let name = reference.prefix { $0 != ":" && $0 != "/" && $0 != "?" }
        guard name.endIndex < reference.endIndex, reference[name.endIndex] == ":" else {
            return nil
        }
        return name
    }

    /// RFC 3986 5.2.4 for a path that begins with "/"; empty segments are segments.
    private static func withoutDotSegments(_ path: Substring) -> String {
        var kept: [Substring] = []
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (position, segment) in segments.enumerated() {
            let isLast = position == segments.count - 1
            switch segment {
            case ".":
                if isLast { kept.append("") }
            case "..":
                if !kept.isEmpty { kept.removeLast() }
                if isLast { kept.append("") }
            default:
                kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}
