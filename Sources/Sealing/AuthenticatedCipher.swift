internal import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) with a nonce of 96 bits and a tag of 128, by OpenSSL.
package enum AuthenticatedCipher {
    package static let keyBytes = 32
    package static let nonceBytes = 12
    package static let tagBytes = 16

    /// The ciphertext, as long as the plaintext, and the tag after it.
    ///
    /// A nonce must never be used twice with one key.
    package static func seal(
        _ plaintext: some Collection<UInt8>,
        key: [UInt8],
        nonce: [UInt8],
        associated: [UInt8]
    ) -> [UInt8] {
        precondition(key.count == keyBytes && nonce.count == nonceBytes, "lengths of key or nonce")
        let plaintext = Array(plaintext)
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        require(EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce))
        var count = Int32(0)
        if !associated.isEmpty {
            require(EVP_EncryptUpdate(context, nil, &count, associated, Int32(associated.count)))
        }
        return [UInt8](unsafeUninitializedCapacity: plaintext.count + tagBytes) { output, total in
            if !plaintext.isEmpty {
                let length = Int32(plaintext.count)
                require(
                    EVP_EncryptUpdate(context, output.baseAddress, &count, plaintext, length)
                )
            }
            let tag = output.baseAddress.map { $0 + plaintext.count }
            require(EVP_EncryptFinal_ex(context, tag, &count))
            require(
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagBytes), tag)
            )
            total = plaintext.count + tagBytes
        }
    }

    /// The plaintext, or nil unless `sealed` is what `seal` gave for the same key, nonce and
    /// associated bytes.
    package static func open(
        _ sealed: some Collection<UInt8>,
        key: [UInt8],
        nonce: [UInt8],
        associated: [UInt8]
    ) -> [UInt8]? {
        precondition(key.count == keyBytes && nonce.count == nonceBytes, "lengths of key or nonce")
        guard sealed.count >= tagBytes else { return nil }
        let ciphertext = Array(sealed.dropLast(tagBytes))
        var tag = Array(sealed.suffix(tagBytes))
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        require(EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce))
        require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagBytes), &tag))
        var count = Int32(0)
        if !associated.isEmpty {
            require(EVP_DecryptUpdate(context, nil, &count, associated, Int32(associated.count)))
        }
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count + tagBytes)
        if !ciphertext.isEmpty {
            let length = Int32(ciphertext.count)
            require(EVP_DecryptUpdate(context, &plaintext, &count, ciphertext, length))
        }
        // What was decrypted counts only when the tag is right.
        var rest = [UInt8](repeating: 0, count: tagBytes)
        guard EVP_DecryptFinal_ex(context, &rest, &count) == 1 else { return nil }
        plaintext.removeLast(tagBytes)
        return plaintext
    }

    /// Bytes from OpenSSL's generator, which the system seeds.
    package static func random(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, total in
            require(RAND_bytes(buffer.baseAddress, Int32(count)))
            total = count
        }
    }

    private static func require(_ result: Int32) {
        precondition(result == 1, "OpenSSL does not do AES-256-GCM")
    }
}
