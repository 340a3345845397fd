internal import Mirroring

/// The members of a view in the order in which a path is fetched by them: the fetcher, then who
/// stands in for it.
///
/// The fetcher is `view[md5("bucket/key") % members]` (``FetcherRule``), each further rank the next
/// member around. A member that has no share of the mapping's connections is passed over.
package struct PathRanks: Sendable, Equatable {
    /// What a mapping says that decides who may fetch under it.
    package struct Rule: Sendable, Equatable {
        /// The mapping's key.
        package let mapping: [UInt8]
        /// Connections of the whole cluster.
        package let connections: Int

        package init(mapping: [UInt8], connections: Int) {
            self.mapping = mapping
            self.connections = connections
        }
    }

    /// The fetcher first; empty only for a view without members.
    package let names: [String]

    /// - Parameter rule: nil where there is no mapping.
    package init(path: [UInt8], rule: Rule?, view: RoutingView) {
        let count = view.members.count
        guard count > 0 else {
            names = []
            return
        }
        let order = FetcherRule.rank(of: path, members: count)
        guard let rule, rule.connections > 0, rule.connections < count else {
            names = order.map { view.members[$0] }
            return
        }
        names = order.filter { index in
            ConnectionShare.connections(
                rule.connections,
                mapping: rule.mapping,
                index: index,
                members: count
            ) > 0
        }.map { view.members[$0] }
    }

    /// The member that fetches.
    package var fetcher: String? { names.first }

    /// The rank of a member: 0 for the fetcher; nil for who never fetches this path.
    package func rank(of name: String) -> Int? {
        names.firstIndex(of: name)
    }
}
