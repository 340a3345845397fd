#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

// OpenSSL 3 marks the SHA256_ functions as old, in favour of EVP. They alone work on a context that
// is a plain value: it needs no allocation, and a copy of it goes on from where it was, which a
// signature over 600 bytes is made of. These wrappers keep the mark out of Swift.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

static inline int headwater_sha256_begin(SHA256_CTX *context) {
    return SHA256_Init(context);
}

static inline int headwater_sha256_update(SHA256_CTX *context, const void *bytes, size_t count) {
    return SHA256_Update(context, bytes, count);
}

static inline int headwater_sha256_finish(SHA256_CTX *context, unsigned char *output) {
    return SHA256_Final(output, context);
}
