/// Merges the pages that members give of one bucket into the page of the cluster.
///
/// Each member lists only what lies with it; the same key may lie with several, and then the newest
/// counts.
package enum ListMerge {
    /// An object as a member lists it.
    package struct Entry: Sendable, Equatable {
        package let key: [UInt8]
        package let size: UInt64
        package let etag: String
        package let modifiedMilliseconds: Int64

        package init(key: [UInt8], size: UInt64, etag: String, modifiedMilliseconds: Int64) {
            self.key = key
            self.size = size
            self.etag = etag
            self.modifiedMilliseconds = modifiedMilliseconds
        }
    }

    /// A page of a list, both parts in byte order, each name once.
    package struct Page: Sendable, Equatable {
        package var entries: [Entry]
        package var prefixes: [[UInt8]]
        /// The last name of the page where more follow: the next page begins after it.
        package var continueAfter: [UInt8]?

        package init(
            entries: [Entry] = [],
            prefixes: [[UInt8]] = [],
            continueAfter: [UInt8]? = nil
        ) {
            self.entries = entries
            self.prefixes = prefixes
            self.continueAfter = continueAfter
        }
    }

    private enum Name {
        case entry(Entry)
        case prefix([UInt8])

        var bytes: [UInt8] {
            switch self {
            case .entry(let entry): entry.key
            case .prefix(let prefix): prefix
            }
        }
    }

    /// The first `limit` names of all pages, which answer the same question.
    ///
    /// Nothing is given out beyond the end of a page that was cut off, for its member may have names
    /// there that come before those of others.
    package static func merge(_ pages: [Page], limit: Int) -> Page {
        let horizon = pages.compactMap(\.continueAfter).min { $0.lexicographicallyPrecedes($1) }
        var positions = pages.map { _ in (entry: 0, prefix: 0) }
        var result = Page()
        var last: [UInt8]?
        while let name = next(pages, positions) {
            if let horizon, horizon.lexicographicallyPrecedes(name.bytes) { break }
            guard result.entries.count + result.prefixes.count < limit else {
                result.continueAfter = last
                return result
            }
            last = name.bytes
            switch name {
            case .entry(let entry): result.entries.append(entry)
            case .prefix(let prefix): result.prefixes.append(prefix)
            }
            advance(past: name.bytes, pages, &positions)
        }
        result.continueAfter = horizon
        return result
    }

    /// The least name that is next on any page; of the same key on several the newest.
    private static func next(
        _ pages: [Page],
        _ positions: [(entry: Int, prefix: Int)]
    ) -> Name? {
        var least: Name?
        for (page, position) in zip(pages, positions) {
            if position.entry < page.entries.count {
                let entry = page.entries[position.entry]
                if isBetter(entry, than: least) { least = .entry(entry) }
            }
            if position.prefix < page.prefixes.count {
                let prefix = page.prefixes[position.prefix]
                if least.map({ prefix.lexicographicallyPrecedes($0.bytes) }) ?? true {
                    least = .prefix(prefix)
                }
            }
        }
        return least
    }

    private static func isBetter(_ entry: Entry, than least: Name?) -> Bool {
        guard let least else { return true }
        if case .entry(let other) = least, other.key == entry.key {
            return entry.modifiedMilliseconds > other.modifiedMilliseconds
        }
        return entry.key.lexicographicallyPrecedes(least.bytes)
    }

    private static func advance(
        past name: [UInt8],
        _ pages: [Page],
        _ positions: inout [(entry: Int, prefix: Int)]
    ) {
        for (index, page) in pages.enumerated() {
            let position = positions[index]
            if position.entry < page.entries.count, page.entries[position.entry].key == name {
                positions[index].entry += 1
            }
            if position.prefix < page.prefixes.count, page.prefixes[position.prefix] == name {
                positions[index].prefix += 1
            }
        }
    }
}
