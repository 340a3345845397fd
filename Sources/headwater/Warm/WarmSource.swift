/// Where a run takes its paths from.
protocol WarmSource: Sendable {
    /// How many there are, as far as is known by now.
    var total: Int? { get async }

    /// The next path, for one of many tasks.
    ///
    /// Throws where the paths cannot be told any further.
    func next() async throws(CommandFailure) -> WarmPath?

    /// A path is done with.
    ///
    /// - Parameter isAnswered: whether the node has said for good what becomes of it, well or not;
    ///   false where another run should ask again.
    func finished(_ path: WarmPath, isAnswered: Bool) async
}
