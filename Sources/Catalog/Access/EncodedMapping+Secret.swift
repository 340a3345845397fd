internal import Wire

/// The secret in a mapping that is known by its bytes.
extension EncodedMapping {
    /// The mapping with the secret of its credentials replaced; the same where it has none, which
    /// is seen without taking it apart.
    package func replacingSecret(_ replace: (String) -> String) -> EncodedMapping {
        guard Mapping.hasCredentials(bytes) else { return self }
        do throws(WireError) {
            var mapping = try decoded()
            guard let secret = mapping.credentials?.secretKey else { return self }
            mapping.credentials?.secretKey = replace(secret)
            return EncodedMapping(mapping)
        } catch {
            // What is no mapping has no secret; whoever reads it will say so.
            return self
        }
    }
}
