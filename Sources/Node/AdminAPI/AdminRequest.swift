/// One request to the admin API, whatever carried it.
package struct AdminRequest: Sendable {
    /// A request's body: at hand, or pulled piece by piece from who receives it.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Gives the next piece, or nil at the end. It is called by one task at a time.
        case pieces(@Sendable () async throws -> [UInt8]?)
    }

    /// In capitals, as received.
    package var method: String
    /// The path as received: percent-encoded, without the query.
    package var path: String
    /// What followed the '?', percent-encoded; empty when nothing did.
    package var query: String
    package var fields: [(name: String, value: String)]
    package var body: Body

    package init(
        method: String,
        path: String,
        query: String = "",
        fields: [(name: String, value: String)] = [],
        body: Body = .bytes([])
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
    }

    /// The value of a field, its name compared without case; nil unless there is exactly one.
    func field(_ name: String) -> String? {
        let values = fields.filter { $0.name.lowercased() == name }
        return values.count == 1 ? values[0].value : nil
    }

    func has(_ name: String) -> Bool {
        fields.contains { $0.name.lowercased() == name }
    }
}
