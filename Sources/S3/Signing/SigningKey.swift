internal import Hashing

/// The key that a secret gives for one day, region and service: it signs and checks signatures of
/// AWS signature version 4.
///
/// Source: "Create a signed AWS API request", step 3, in the AWS IAM user guide. Its copies are
/// copies of a secret, though of one day only.
package struct SigningKey: Sendable {
    /// `20130524/us-east-1/s3/aws4_request`: what the key is good for.
    package let scope: [UInt8]

    private let key: HMACKey

    /// - Parameters:
    ///   - date: eight digits, `20130524`.
    ///   - service: `s3` but for examples of other services.
    package init(
        secret: [UInt8],
        date: some Collection<UInt8>,
        region: some Collection<UInt8>,
        service: some Collection<UInt8> = Array("s3".utf8)
    ) {
        let end = Array("aws4_request".utf8)
        var key = HMACKey(Array("AWS4".utf8) + secret).code(Array(date))
        key = HMACKey(key).code(Array(region))
        key = HMACKey(key).code(Array(service))
        self.key = HMACKey(HMACKey(key).code(end))
        let slash = [UInt8(ascii: "/")]
        scope = Array(date) + slash + Array(region) + slash + Array(service) + slash + end
    }

    /// The 32 bytes of the signature of a text.
    package func signature(of stringToSign: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256State.length) { buffer, count in
            key.code(stringToSign, into: UnsafeMutableRawBufferPointer(buffer))
            count = SHA256State.length
        }
    }

    /// The signature of a text in hexadecimal, as it is sent.
    package func signatureText(of stringToSign: [UInt8]) -> [UInt8] {
        Array(Hexadecimal.encode(stringToSign.withUnsafeBytes { signature(of: $0) }).utf8)
    }

    /// Whether `text`, in hexadecimal, is the signature of a text; how long it takes does not tell
    /// where they differ.
    package func isSignature(
        _ text: some Collection<UInt8>,
        of stringToSign: UnsafeRawBufferPointer
    ) -> Bool {
        guard text.count == SHA256State.length * 2 else { return false }
        return withUnsafeTemporaryAllocation(
            byteCount: SHA256State.length,
            alignment: 8
        ) { code in
            key.code(stringToSign, into: code)
            let digits: StaticString = "0123456789abcdef"
            var difference: UInt8 = 0
            for (index, byte) in text.enumerated() {
                let half = index & 1 == 0 ? code[index / 2] >> 4 : code[index / 2] & 15
                difference |= digits.utf8Start[Int(half)] ^ byte
            }
            return difference == 0
        }
    }
}
