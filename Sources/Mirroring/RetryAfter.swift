/// The `Retry-After` field (RFC 9110 10.2.3) as seconds from the answer.
enum RetryAfter {
    /// Nobody is told to stay away longer than a day.
    private static let maximumSeconds: Int64 = 86_400

    static func seconds(in head: OriginHead) -> Int? {
        guard let value = head.fields.first("retry-after") else { return nil }
        if let seconds = ASCII.number(value) {
            return Int(min(seconds, UInt64(maximumSeconds)))
        }
        // A moment counts from the origin's own clock, which tells its time in `Date`.
        guard let moment = OriginDate.seconds(value),
            let now = head.fields.first("date").flatMap(OriginDate.seconds)
        else { return nil }
        return Int(max(0, min(moment - now, maximumSeconds)))
    }
}
