/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* OpenSSL 1.1.1 and later: signatures, alike for both versions.  ECDSA signatures are
 * DER in OpenSSL; here they are r and s. */
#include "crypto/be_openssl.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>

/* Room for the DER form of two numbers of 66 bytes. */
#define DER_MAX 160

/* The digest to sign; NULL where there is none, which is right for Ed25519 alone. */
static const EVP_MD *digest_of(enum s2_prim hash)
{
    switch (hash) {
    case S2_SHA1:
        return EVP_sha1();
    case S2_SHA256:
        return EVP_sha256();
    case S2_SHA384:
        return EVP_sha384();
    case S2_SHA512:
        return EVP_sha512();
    default:
        return NULL;
    }
}

/* One signature as OpenSSL makes it. */
static int sign_any(struct s2_ossl_key *k, const EVP_MD *md, struct s2_span msg,
                    uint8_t *sig, size_t *n)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    int ok;

    if (!c)
        return s2_ossl_failed(LIBSSH2_ERROR_ALLOC);
    ok = EVP_DigestSignInit(c, NULL, md, NULL, k->pkey) > 0 &&
         EVP_DigestSign(c, sig, n, msg.p, msg.n) > 0;
    EVP_MD_CTX_free(c);
    return ok ? 0 : s2_ossl_failed(LIBSSH2_ERROR_ENCRYPT);
}

/* Anything but a plain yes is no: a signature that cannot be parsed is an error for
 * OpenSSL, not a wrong signature. */
static int verify_any(struct s2_ossl_key *k, const EVP_MD *md, struct s2_span msg,
                      struct s2_span sig)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    int ok;

    if (!c)
        return s2_ossl_failed(LIBSSH2_ERROR_ALLOC);
    ok = EVP_DigestVerifyInit(c, NULL, md, NULL, k->pkey) > 0 &&
         EVP_DigestVerify(c, sig.p, sig.n, msg.p, msg.n) == 1;
    EVP_MD_CTX_free(c);
    return ok ? 0 : s2_ossl_failed(LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
}

/* PKCS#1 v1.5 is OpenSSL's default padding for RSA. */
static int rsa_sign(void *key, enum s2_prim hash, struct s2_span msg, uint8_t *sig,
                    size_t *n)
{
    struct s2_ossl_key *k = (struct s2_ossl_key *)key;

    if (!digest_of(hash))
        return LIBSSH2_ERROR_INVAL;
    if (*n < (size_t)EVP_PKEY_size(k->pkey))
        return LIBSSH2_ERROR_BUFFER_TOO_SMALL;
    return sign_any(k, digest_of(hash), msg, sig, n);
}

/* OpenSSL insists on a signature as long as the modulus. */
static int rsa_verify(void *key, enum s2_prim hash, struct s2_span msg,
                      struct s2_span sig)
{
    if (!digest_of(hash))
        return LIBSSH2_ERROR_INVAL;
    return verify_any((struct s2_ossl_key *)key, digest_of(hash), msg, sig);
}

/* Ed25519 hashes twice by itself, with SHA-512: no digest is named (RFC 8032). */
static int ed_sign(void *key, enum s2_prim hash, struct s2_span msg, uint8_t *sig,
                   size_t *n)
{
    (void)hash;
    if (*n < 2 * S2_OSSL_ED)
        return LIBSSH2_ERROR_BUFFER_TOO_SMALL;
    return sign_any((struct s2_ossl_key *)key, NULL, msg, sig, n);
}

/* EVP_DigestVerify in one call: Ed25519 cannot be fed in parts, as it reads the message
 * twice. */
static int ed_verify(void *key, enum s2_prim hash, struct s2_span msg,
                     struct s2_span sig)
{
    (void)hash;
    return verify_any((struct s2_ossl_key *)key, NULL, msg, sig);
}

/* r and s are padded to the width of the field, which the wire does not ask for but a
 * fixed layout needs. */
static int ec_sign(void *key, enum s2_prim hash, struct s2_span msg, uint8_t *sig,
                   size_t *n)
{
    struct s2_ossl_key *k = (struct s2_ossl_key *)key;
    int width = k->curve->width;
    uint8_t der[DER_MAX];
    const unsigned char *p = der;
    size_t nder = sizeof(der);
    ECDSA_SIG *rs;
    int rc;

    if (!digest_of(hash))
        return LIBSSH2_ERROR_INVAL;
    if (*n < 2 * (size_t)width)
        return LIBSSH2_ERROR_BUFFER_TOO_SMALL;
    rc = sign_any(k, digest_of(hash), msg, der, &nder);
    if (rc)
        return rc;
    rs = d2i_ECDSA_SIG(NULL, &p, (long)nder);
    if (!rs || BN_bn2binpad(ECDSA_SIG_get0_r(rs), sig, width) != width ||
        BN_bn2binpad(ECDSA_SIG_get0_s(rs), sig + width, width) != width)
        rc = s2_ossl_failed(LIBSSH2_ERROR_ENCRYPT);
    ECDSA_SIG_free(rs);
    *n = 2 * (size_t)width;
    return rc;
}

/* r and s, `width` bytes each, as DER of DER_MAX bytes at most; the length, or 0. */
static size_t ec_to_der(const uint8_t *sig, int width, uint8_t *der)
{
    ECDSA_SIG *rs = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(sig, width, NULL);
    BIGNUM *s = BN_bin2bn(sig + width, width, NULL);
    unsigned char *p = der;
    int n = 0;

    if (rs && r && s && ECDSA_SIG_set0(rs, r, s)) {
        n = i2d_ECDSA_SIG(rs, &p);
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(rs);
    return n > 0 ? (size_t)n : 0;
}

/* Zero, or numbers above the group's order, are refused by OpenSSL. */
static int ec_verify(void *key, enum s2_prim hash, struct s2_span msg,
                     struct s2_span sig)
{
    struct s2_ossl_key *k = (struct s2_ossl_key *)key;
    uint8_t der[DER_MAX];
    size_t n;

    if (!digest_of(hash))
        return LIBSSH2_ERROR_INVAL;
    if (sig.n != 2 * (size_t)k->curve->width)
        return LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED;
    n = ec_to_der(sig.p, k->curve->width, der);
    if (n == 0)
        return s2_ossl_failed(LIBSSH2_ERROR_ALLOC);
    return verify_any(k, digest_of(hash), msg, s2_span(der, n));
}

/* --- descriptors -------------------------------------------------------------- */

/* The curves of RFC 5656 section 10.1: OpenSSL's number and name, and the bytes of a
 * number of the field. */
static const struct s2_ossl_curve p256 = {NID_X9_62_prime256v1, SN_X9_62_prime256v1,
                                          32};
static const struct s2_ossl_curve p384 = {NID_secp384r1, SN_secp384r1, 48};
static const struct s2_ossl_curve p521 = {NID_secp521r1, SN_secp521r1, 66};

/* The curve is not an argument of the descriptor's functions, so each has its own
 * two. */
#define EC(curve, prim)                                                                \
    static int curve##_public(void **key, const struct s2_pknum *num)                  \
    {                                                                                  \
        return s2_ossl_ec_public(&curve, key, num->pub);                               \
    }                                                                                  \
    static int curve##_secret(void **key, const struct s2_pknum *num)                  \
    {                                                                                  \
        return s2_ossl_ec_secret(&curve, key, num);                                    \
    }                                                                                  \
    static const struct s2_pk curve##_pk = {                                           \
        prim,      curve##_public,     curve##_secret,   ec_sign,                      \
        ec_verify, s2_ossl_get_public, s2_ossl_key_free,                               \
    };

EC(p256, S2_P256)
EC(p384, S2_P384)
EC(p521, S2_P521)

/* No function for the public half: with RSA the numbers are at hand wherever it is
 * needed. */
static const struct s2_pk rsa_pk = {
    S2_RSA, s2_ossl_rsa_public, s2_ossl_rsa_secret, rsa_sign, rsa_verify,
    NULL,   s2_ossl_key_free,
};

static const struct s2_pk ed_pk = {
    S2_ED25519, s2_ossl_ed_public,  s2_ossl_ed_secret, ed_sign,
    ed_verify,  s2_ossl_get_public, s2_ossl_key_free,
};

/* Every version since 1.1.1 has all of them. */
const struct s2_pk *const s2_ossl_pks[] = {
    &rsa_pk, &p256_pk, &p384_pk, &p521_pk, &ed_pk, NULL,
};
