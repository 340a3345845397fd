internal import Hashing

/// The text that a signature of a request is made over.
///
/// Source: "Create a signed AWS API request", step 2, in the AWS IAM user guide.
enum StringToSign {
    static let algorithm: StaticString = "AWS4-HMAC-SHA256"

    /// Writes the text to `output`, over what was there.
    static func write(
        timestamp: some Collection<UInt8>,
        scope: some Collection<UInt8>,
        canonicalRequest: [UInt8],
        into output: inout [UInt8]
    ) {
        output.removeAll(keepingCapacity: true)
        output += UnsafeBufferPointer(
            start: algorithm.utf8Start,
            count: algorithm.utf8CodeUnitCount
        )
        output.append(UInt8(ascii: "\n"))
        output += timestamp
        output.append(UInt8(ascii: "\n"))
        output += scope
        output.append(UInt8(ascii: "\n"))
        withUnsafeTemporaryAllocation(byteCount: SHA256State.length, alignment: 8) { digest in
            var state = SHA256State()
            state.update(canonicalRequest)
            state.finish(into: digest)
            let digits: StaticString = "0123456789abcdef"
            for byte in digest {
                output.append(digits.utf8Start[Int(byte >> 4)])
                output.append(digits.utf8Start[Int(byte & 15)])
            }
        }
    }
}
