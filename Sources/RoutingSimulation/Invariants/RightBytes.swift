/// No reader gets a wrong or missing byte, or bytes of two versions.
enum RightBytes {
    /// Looks at the newest unit of a reader.
    static func check(_ reader: VirtualReader) -> RoutingViolation? {
        guard let first = reader.content.first, let last = reader.content.last else { return nil }
        guard last.index == reader.content.count - 1 else {
            return violation(reader, "unit \(last.index) at place \(reader.content.count - 1)")
        }
        guard last.version == first.version else {
            return violation(reader, "versions \(first.version) and \(last.version)")
        }
        return nil
    }

    /// Looks at a whole answer.
    static func check(complete reader: VirtualReader, units: Int) -> RoutingViolation? {
        guard reader.content.count == units else {
            return violation(reader, "\(reader.content.count) of \(units) units")
        }
        return nil
    }

    private static func violation(_ reader: VirtualReader, _ text: String) -> RoutingViolation {
        RoutingViolation(
            rule: .rightBytes,
            text: "reader \(reader.number) of \(reader.path) at \(reader.node) got \(text)"
        )
    }
}
