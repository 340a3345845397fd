internal import Catalog
internal import Gateway
internal import JSON

/// `GET /v1/origin?mapping=KEY&after=KEY&limit=N`: what the s3 origin of a mapping has.
///
/// The node asks with the mapping's credentials, which never leave it.
extension AdminAPI {
    func origin(_ request: AdminRequest, _ query: AdminQuery) async throws -> AdminResponse {
        try allow(request, "GET")
        try query.allow("mapping", "after", "limit")
        let mapping = query.text("mapping") ?? ""
        let limit = try query.integer("limit", in: 1...UInt64(CatalogLimits.page))
        do {
            let page = try await node.originObjects(
                of: Array(mapping.utf8),
                after: query.text("after").map { Array($0.utf8) },
                limit: limit.map { Int($0) } ?? CatalogLimits.page
            )
            return .json(page.json)
        } catch let error as OriginListingError {
            throw Self.refusal(error, mapping)
        }
    }

    private static func refusal(_ error: OriginListingError, _ mapping: String) -> AdminError {
        switch error {
        case .noMapping:
            AdminError.notFound("there is no mapping \(mapping)")
        case .notListable:
            AdminError(
                409,
                "NotListable",
                "the origin of \(mapping) is a web site, which has no list of its objects; only "
                    + "s3:// origins have: use `headwater warm --list FILE`"
            )
        case .refused(let status, let code):
            AdminError(
                502,
                "OriginDenied",
                "the origin of \(mapping) answered the listing with \(status) \(code)"
            )
        case .unavailable(let reason):
            AdminError(
                502,
                "OriginUnavailable",
                "the origin of \(mapping) cannot be listed: \(reason)"
            )
        }
    }
}
