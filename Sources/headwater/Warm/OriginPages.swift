import JSON

/// The paths of all objects of a mapping's s3 origin, listed by the node page by page.
///
/// It keeps one page, and knows up to which key all were answered: a run that was cut off goes on
/// there.
actor OriginPages: WarmSource {
    private struct Page {
        /// The key after which the next page begins; nil for the last.
        let next: String?
        var unanswered: Int
    }

    private let client: AdminClient
    private let mapping: String
    private let state: WarmState
    private var waiting: [WarmPath] = []
    private var after: String?
    private var isAtEnd = false
    private var pages: [Int: Page] = [:]
    private var nextPage = 0
    private var firstOpenPage = 0
    private var listing: Task<Void, Never>?
    private var failure: CommandFailure?
    private var count: OriginCount?

    /// - Parameter state: where the run before this one was, and where this one writes how far it is.
    init(client: AdminClient, mapping: String, state: WarmState) {
        self.client = client
        self.mapping = mapping
        self.state = state
        after = state.after
    }

    /// What the listing pass beside this one has counted, when it is done.
    func counted(_ count: OriginCount) {
        self.count = count
    }

    var total: Int? { count?.objects }
    /// The bytes of all objects, when they are counted.
    var totalBytes: UInt64? { count?.bytes }

    func next() async throws(CommandFailure) -> WarmPath? {
        while waiting.isEmpty {
            if let failure { throw failure }
            guard !isAtEnd else { return nil }
            await list()
        }
        return waiting.removeLast()
    }

    /// A page with a path that was not answered stays open, and so do those behind it: the next run
    /// begins there.
    func finished(_ path: WarmPath, isAnswered: Bool) {
        guard isAnswered else { return }
        pages[path.page]?.unanswered -= 1
        closePages()
    }

    /// One page for all that wait for it.
    ///
    /// The task itself takes the page: who waits for it finds the page there, or looks for ever.
    private func list() async {
        if let listing { return await listing.value }
        let target = Self.target(mapping, after)
        let client = client
        let task = Task {
            switch await Self.ask(client, target) {
            case .failure(let error): failure = error
            case .success(let page): take(page)
            }
            listing = nil
        }
        listing = task
        await task.value
    }

    /// Off the actor, as it blocks.
    @concurrent private static func ask(_ client: AdminClient, _ target: String) async
        -> Result<JSONValue, CommandFailure>
    {
        do throws(CommandFailure) {
            return .success(try client.call(.get, target))
        } catch {
            return .failure(error)
        }
    }

    private func take(_ page: JSONValue) {
        let items = Self.paths(page, page: nextPage)
        after = page["next"]?.text
        isAtEnd = after == nil
        pages[nextPage] = Page(next: after, unanswered: items.count)
        nextPage += 1
        waiting = items.reversed()
        closePages()
    }

    /// Remembers the last key of the pages that are done without a gap.
    private func closePages() {
        while let page = pages[firstOpenPage], page.unanswered == 0 {
            pages[firstOpenPage] = nil
            firstOpenPage += 1
            if let next = page.next { state.save(after: next) }
        }
    }

    /// The call that lists a page.
    static func target(_ mapping: String, _ after: String?) -> String {
        "/v1/origin?mapping=\(URLText.query(mapping))"
            + (after.map { "&after=\(URLText.query($0))" } ?? "")
    }

    private static func paths(_ answer: JSONValue, page: Int) -> [WarmPath] {
        (answer["items"]?.elements ?? []).compactMap { item in
            guard let path = item["path"]?.text else { return nil }
            return WarmPath(
                bytes: Array(path.utf8),
                size: UInt64(clamping: item["size"]?.integer ?? 0),
                isStored: item["stored"]?.bool ?? false,
                page: page
            )
        }
    }
}
