/// `AKID/20130524/us-east-1/s3/aws4_request`: who signed, and what for.
///
/// It keeps its storage from request to request.
struct Credential: Sendable {
    /// Bytes of the whole: an access key of 128, a region of 64, and the rest.
    static let limit = 256

    /// As received, decoded.
    private(set) var text: [UInt8] = []
    private var ends: [Int] = []

    /// Five parts between slashes; empty before the first that could be read.
    private func part(_ index: Int) -> ArraySlice<UInt8> {
        guard ends.count == 5 else { return [] }
        return text[(index == 0 ? 0 : ends[index - 1] + 1)..<ends[index]]
    }

    var accessKey: ArraySlice<UInt8> { part(0) }
    /// Eight digits.
    var date: ArraySlice<UInt8> { part(1) }
    var region: ArraySlice<UInt8> { part(2) }
    var service: ArraySlice<UInt8> { part(3) }
    var end: ArraySlice<UInt8> { part(4) }
    /// All but the access key.
    var scope: ArraySlice<UInt8> { ends.count == 5 ? text[(ends[0] + 1)...] : [] }

    /// Takes a text over what was there; false unless it has five parts, none of them empty.
    mutating func take(_ bytes: some Collection<UInt8>) -> Bool {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        guard bytes.count <= Self.limit else { return false }
        text += bytes
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: "/") {
            guard index > start, ends.count < 5 else {
                ends.removeAll(keepingCapacity: true)
                return false
            }
            ends.append(index)
            start = index + 1
        }
        return ends.count == 5
    }
}
