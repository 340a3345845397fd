internal import COpenSSL

/// A key pair on the curve P-256, made from its secret number.
///
/// It has one owner, is never changed after it is made, and OpenSSL counts its references itself.
struct SigningKey: ~Copyable {
    /// The order of the curve (SEC 2, 2.4.2), which the secret number must be below.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63,
        0x25, 0x51,
    ]
    private static let scalarBytes = 32

    let handle: OpaquePointer

    /// The key pair that a source of random bytes gives: its first number from 1 to below the
    /// order (FIPS 186-5 A.2.2).
    ///
    /// - Parameter source: gives 32 bytes for each attempt; one in 2³² has to be repeated.
    init(_ source: (_ attempt: Int) -> [UInt8]) {
        var attempt = 0
        var number = source(attempt)
        while !Self.isScalar(number) {
            attempt += 1
            number = source(attempt)
        }
        handle = Self.make(number)
    }

    /// A key pair from the system's randomness.
    init() {
        self.init { _ in AuthenticatedCipher.random(Self.scalarBytes) }
    }

    deinit {
        EVP_PKEY_free(handle)
    }

    /// The secret half in DER (RFC 5915).
    var privateBytes: [UInt8] {
        DERBytes.of("a private key") { i2d_PrivateKey(handle, $0) }
    }

    private static func isScalar(_ number: [UInt8]) -> Bool {
        number.count == scalarBytes && number.contains { $0 != 0 }
            && number.lexicographicallyPrecedes(order)
    }

    private static func make(_ number: [UInt8]) -> OpaquePointer {
        let secret = BN_bin2bn(number, Int32(number.count), nil)
        defer { BN_clear_free(secret) }
        let point = publicPoint(secret)
        guard let key = headwater_p256_key(secret, point, point.count) else {
            preconditionFailure("OpenSSL makes no P-256 key")
        }
        return key
    }

    /// The public half, uncompressed.
    private static func publicPoint(_ secret: OpaquePointer?) -> [UInt8] {
        let group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)
        let point = EC_POINT_new(group)
        defer {
            EC_POINT_free(point)
            EC_GROUP_free(group)
        }
        var bytes = [UInt8](repeating: 0, count: 65)
        let form = POINT_CONVERSION_UNCOMPRESSED
        guard EC_POINT_mul(group, point, secret, nil, nil, nil) == 1,
            EC_POINT_point2oct(group, point, form, &bytes, bytes.count, nil) == bytes.count
        else { preconditionFailure("OpenSSL does not multiply on P-256") }
        return bytes
    }
}
