/// What one request to the admin API may cost.
package enum AdminLimits {
    /// The bytes of a mapping object, and of one line of a batch: every option at its limit, escaped.
    package static let mappingBytes = 128 << 10
    /// The bytes of an Idempotency-Key.
    package static let idempotencyKeyBytes = 128
    /// The entries of a page unless the client asks for another number.
    package static let defaultPage = 100
}
