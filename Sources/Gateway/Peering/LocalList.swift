internal import Objects
internal import Routing

/// What of a bucket lies with this node; made on a thread that may wait for the disk.
enum LocalList {
    /// Nil when the store cannot be read.
    static func page(_ list: PeerList, _ store: DiskStore) -> ListMerge.Page? {
        let query = ListQuery(
            bucket: list.bucket,
            prefix: list.prefix,
            delimiter: list.delimiter,
            after: list.after,
            limit: list.limit
        )
        do throws(ObjectStoreError) {
            let page = try store.list(query)
            return ListMerge.Page(
                entries: page.items.map { item in
                    ListMerge.Entry(
                        key: item.key,
                        size: item.size,
                        etag: item.etag,
                        modifiedMilliseconds: item.modifiedMilliseconds
                    )
                },
                prefixes: page.commonPrefixes,
                continueAfter: page.continueAfter
            )
        } catch {
            return nil
        }
    }
}
