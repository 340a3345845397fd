#pragma once
// Before anything that includes <openssl/sha.h>; see the SHA-256 wrappers below.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// A builder of parameters keeps pointers to names and values until all is made, which a string
// lent by Swift does not outlive. NULL when OpenSSL refuses.
static inline EVP_PKEY *headwater_p256_key(
    const BIGNUM *secret,
    const unsigned char *point,
    size_t point_length
) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = NULL;
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (builder && context
        && OSSL_PARAM_BLD_push_utf8_string(
            builder, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0)
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, secret)
        && OSSL_PARAM_BLD_push_octet_string(
            builder, OSSL_PKEY_PARAM_PUB_KEY, point, point_length)
        && (parameters = OSSL_PARAM_BLD_to_param(builder))
        && EVP_PKEY_fromdata_init(context) == 1
        && EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1) {
        key = NULL;
    }
    OSSL_PARAM_free(parameters);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_BLD_free(builder);
    return key;
}

// OpenSSL 3 marks the SHA256_ functions as old, in favour of EVP. They alone work on a context that
// is a plain value: it needs no allocation, and a copy of it goes on from where it was, which a
// signature over 600 bytes is made of. These wrappers keep the mark out of Swift.

static inline int headwater_sha256_begin(SHA256_CTX *context) {
    return SHA256_Init(context);
}

static inline int headwater_sha256_update(SHA256_CTX *context, const void *bytes, size_t count) {
    return SHA256_Update(context, bytes, count);
}

static inline int headwater_sha256_finish(SHA256_CTX *context, unsigned char *output) {
    return SHA256_Final(output, context);
}
