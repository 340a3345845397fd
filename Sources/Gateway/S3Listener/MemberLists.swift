internal import Routing
internal import S3

/// The lists of members made one.
enum MemberLists {
    /// A list that lacks a member's objects would be a lie, so each must have answered.
    static func merge(
        _ answers: PeerCalls.Answers,
        _ own: ListMerge.Page?,
        _ limit: Int
    ) -> Result<ListMerge.Page, S3Error> {
        guard let own else {
            return .failure(S3Error(.internalError, "The store cannot be read; see the log."))
        }
        var pages = [own]
        for answer in answers {
            guard case .page(let page)? = answer.message else {
                return .failure(
                    S3Error(.serviceUnavailable, "No list came from \(answer.member); try again.")
                )
            }
            pages.append(page)
        }
        return .success(ListMerge.merge(pages, limit: limit))
    }

    static func document(
        _ bucket: [UInt8],
        _ parameters: ListParameters,
        _ page: ListMerge.Page
    ) -> [UInt8] {
        let entries = page.entries.map { entry in
            S3.ListPage.Entry(
                key: entry.key,
                size: entry.size,
                etag: entry.etag,
                modifiedMilliseconds: entry.modifiedMilliseconds
            )
        }
        let next = page.continueAfter.map { position -> ListPosition in
            page.prefixes.last == position ? .afterPrefix(position) : .afterKey(position)
        }
        return S3Documents.listObjects(
            bucket: bucket,
            parameters,
            S3.ListPage(entries: entries, commonPrefixes: page.prefixes, next: next)
        )
    }
}
