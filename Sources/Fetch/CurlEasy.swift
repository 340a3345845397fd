internal import CCurl

/// One libcurl easy handle, its error text and its header list: the only owner of these pointers.
///
/// Used by one thread at a time. Contexts of callbacks are given unretained: whoever sets one
/// keeps its object alive until `reset()` or the end of this handle.
final class CurlEasy {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var list: UnsafeMutablePointer<curl_slist>?

    /// Process-wide set-up of libcurl, once and before any handle.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() {
        precondition(CurlEasy.isReady, "curl_global_init failed")
        guard let pointer = curl_easy_init() else { preconditionFailure("curl_easy_init failed") }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(list)
        errorText.deallocate()
    }

    /// Forgets all options and callbacks, keeps connections and caches; sets what every use needs.
    func reset() {
        curl_easy_reset(pointer)
        curl_slist_free_all(list)
        list = nil
        errorText[0] = 0
        set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        set(CURLOPT_NOSIGNAL, 1)
        // The environment must not send requests elsewhere.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        // Ending a fetch must not wait for a name that is still being looked up.
        set(CURLOPT_QUICK_EXIT, 1)
    }

    func set(_ option: CURLoption, _ value: Int) {
        check(headwater_easy_set_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, _ value: String) {
        check(headwater_easy_set_text(pointer, option, value), option)
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        check(headwater_easy_set_pointer(pointer, option, value), option)
    }

    func set(_ option: CURLoption, size: Int) {
        check(headwater_easy_set_size(pointer, option, curl_off_t(size)), option)
    }

    func set(_ option: CURLoption, _ callback: @escaping curl_write_callback) {
        check(headwater_easy_set_data(pointer, option, callback), option)
    }

    /// Sets what goes back in a body that is read by callback.
    func setSeek(_ callback: @escaping curl_seek_callback) {
        check(headwater_easy_set_seek(pointer, callback), CURLOPT_SEEKFUNCTION)
    }

    /// Sets the fields of a request; those that could not stand in one line are left out.
    ///
    /// - Parameter removing: fields of libcurl's own that are not to be sent, unless given.
    func setFields(_ fields: [(name: String, value: String)], removing: [String] = []) {
        for name in removing
        where !fields.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            appendLine("\(name):")
        }
        for (name, value) in fields where CurlEasy.isLine(name) && CurlEasy.isLine(value) {
            // "Name:" would remove a field; "Name;" is how libcurl spells an empty value.
            appendLine(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        set(CURLOPT_HTTPHEADER, list.map { UnsafeMutableRawPointer($0) })
    }

    private func appendLine(_ line: String) {
        guard let longer = curl_slist_append(list, line) else {
            preconditionFailure("out of memory for a header list")
        }
        list = longer
    }

    /// What went wrong, in libcurl's words.
    func message(for code: CURLcode) -> String {
        errorText[0] != 0 ? String(cString: errorText) : String(cString: curl_easy_strerror(code))
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return headwater_easy_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    private static func isLine(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private func check(_ code: CURLcode, _ option: CURLoption) {
        precondition(
            code == CURLE_OK,
            "libcurl refused option \(option.rawValue): \(code.rawValue)"
        )
    }
}
