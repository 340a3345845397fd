import Fetch

/// What a call of the admin API does.
enum AdminMethod {
    case get, put, post, delete

    var blocking: BlockingHTTP.Method {
        switch self {
        case .get: .get
        case .put: .put
        case .post: .post
        case .delete: .delete
        }
    }
}
