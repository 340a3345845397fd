import JSON

/// How much an s3 origin has, counted by listing it once more beside the run, so that the time left
/// can be told; nothing but the sums is kept.
struct OriginCount: Sendable, Equatable {
    var objects = 0
    var bytes: UInt64 = 0

    /// Nil where the listing fails or the task is cancelled: then the time left is not told.
    static func count(_ client: AdminClient, _ mapping: String, after: String?) -> OriginCount? {
        var count = OriginCount()
        var after = after
        do throws(CommandFailure) {
            repeat {
                guard !Task.isCancelled else { return nil }
                let page = try client.call(.get, OriginPages.target(mapping, after))
                for item in page["items"]?.elements ?? [] {
                    count.objects += 1
                    count.bytes += UInt64(clamping: item["size"]?.integer ?? 0)
                }
                after = page["next"]?.text
            } while after != nil
        } catch {
            // The run itself meets the same failure and tells it.
            return nil
        }
        return count
    }
}
