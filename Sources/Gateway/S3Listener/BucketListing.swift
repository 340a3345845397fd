internal import Objects
internal import S3

/// One page of a bucket's objects as an XML document; made on a thread that may wait for the disk.
struct BucketListing: Sendable {
    let bucket: [UInt8]
    let parameters: ListParameters
    let store: DiskStore

    func document() throws(ObjectStoreError) -> [UInt8] {
        let query = ListQuery(
            bucket: bucket,
            prefix: parameters.prefix,
            delimiter: parameters.delimiter,
            after: parameters.position.bytes,
            limit: parameters.maxKeys
        )
        return S3Documents.listObjects(
            bucket: bucket,
            parameters,
            Self.page(try store.list(query))
        )
    }

    /// A page of the store as documents have it.
    static func page(_ page: Objects.ListPage) -> S3.ListPage {
        let entries = page.items.map { item in
            S3.ListPage.Entry(
                key: item.key,
                size: item.size,
                etag: item.etag,
                modifiedMilliseconds: item.modifiedMilliseconds
            )
        }
        var next: ListPosition?
        if let position = page.continueAfter {
            next =
                page.commonPrefixes.last == position
                ? .afterPrefix(position) : .afterKey(position)
        }
        return S3.ListPage(entries: entries, commonPrefixes: page.commonPrefixes, next: next)
    }
}
