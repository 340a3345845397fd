/// Where a run takes its paths from.
protocol WarmSource: Sendable {
    /// How many there are, as far as is known by now.
    var total: Int? { get async }

    /// The next path, for one of many tasks.
    ///
    /// Throws where the paths cannot be told any further.
    func next() async throws(CommandFailure) -> WarmPath?

    /// The path was answered for good, well or not.
    func finished(_ path: WarmPath) async
}
