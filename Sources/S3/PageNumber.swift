/// A whole number of at least 0 in a query, as page sizes and positions are.
enum PageNumber {
    /// - Throws: InvalidArgument.
    static func read(
        _ parameter: QueryParameter,
        _ query: S3Query,
        _ bytes: UnsafeRawBufferPointer,
        default standard: Int
    ) throws(S3Error) -> Int {
        guard let text = try query.value(parameter, in: bytes), !text.isEmpty else {
            return standard
        }
        guard text.allSatisfy({ $0 &- 0x30 < 10 }), text.count <= 10,
            let number = Int(String(decoding: text, as: UTF8.self)), number <= Int32.max
        else {
            throw .invalidArgument(
                "Provided \(parameter.name) not an integer or within integer range",
                name: parameter.name,
                value: text
            )
        }
        return number
    }
}
