import JSON

/// A listing of mappings, page by page, so that memory is bounded by one page.
struct MappingPages {
    let client: AdminClient
    let prefix: String
    let isLocal: Bool

    /// The revision of the first page: a watch after it misses nothing.
    @discardableResult
    func each(_ body: ([JSONValue]) throws(CommandFailure) -> Void) throws(CommandFailure) -> Int64
    {
        var revision: Int64?
        var after: String?
        repeat {
            var target = "/v1/kv?limit=1000&prefix=\(URLText.query(prefix))"
            if let after { target += "&after=\(URLText.query(after))" }
            if isLocal { target += "&consistency=local" }
            let page = try client.call(.get, target)
            revision = revision ?? page["revision"]?.integer
            try body(page["items"]?.elements ?? [])
            after = page["next"]?.text
        } while after != nil
        return revision ?? 0
    }
}
