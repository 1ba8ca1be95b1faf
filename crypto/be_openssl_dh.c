/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* OpenSSL 1.1.1 and later: key agreement, random bytes, and the backend's descriptor.
 * It needs no start: OpenSSL starts itself, once, whichever thread comes first. */
#include "crypto/be_openssl.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#ifndef S2_BACKEND_NAME
#define S2_BACKEND_NAME s2_backend
#endif

/* OpenSSL 3.0 renamed two functions, for the same work. */
#if S2_OSSL_V3
#define get_encoded EVP_PKEY_get1_encoded_public_key
#define set_encoded EVP_PKEY_set1_encoded_public_key
#else
#define get_encoded EVP_PKEY_get1_tls_encodedpoint
#define set_encoded EVP_PKEY_set1_tls_encodedpoint
#endif

/* --- elliptic curves ---------------------------------------------------------- */

/* The own pair; the sizes are those of the descriptor. */
struct ecdh {
    EVP_PKEY *own;
    uint8_t pub, secret; /* bytes */
};

/* A fresh key pair: of a curve by NID, or for curve 0 of X25519. */
static EVP_PKEY *generate(int curve)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(curve ? EVP_PKEY_EC : EVP_PKEY_X25519, NULL);
    EVP_PKEY *pkey = NULL;

    if (c && EVP_PKEY_keygen_init(c) > 0 &&
        (!curve || EVP_PKEY_CTX_set_ec_paramgen_curve_nid(c, curve) > 0) &&
        EVP_PKEY_keygen(c, &pkey) <= 0)
        pkey = NULL;
    EVP_PKEY_CTX_free(c);
    return pkey;
}

/* Make the pair of the context, write its public half. */
static int ecdh_make(struct ecdh *c, int curve, uint8_t *pub)
{
    unsigned char *encoded = NULL;
    size_t n;

    EVP_PKEY_free(c->own);
    c->own = generate(curve);
    if (!c->own)
        return s2_ossl_failed(LIBSSH2_ERROR_RANDGEN);
    n = get_encoded(c->own, &encoded);
    if (n == c->pub)
        memcpy(pub, encoded, n);
    OPENSSL_free(encoded);
    return n == c->pub ? 0 : s2_ossl_failed(LIBSSH2_ERROR_RANDGEN);
}

/* A key object for the other side's public half, NULL if it is not on the curve. */
static EVP_PKEY *peer_key(const struct ecdh *c, const uint8_t *peer)
{
    EVP_PKEY *pkey = EVP_PKEY_new();

    if (pkey && EVP_PKEY_copy_parameters(pkey, c->own) > 0 &&
        set_encoded(pkey, peer, c->pub) > 0)
        return pkey;
    EVP_PKEY_free(pkey);
    return NULL;
}

/* OpenSSL checks the point twice, when it is decoded and when it is set as the peer;
 * derivation fails for the zero secret of X25519. */
static int ecdh_agree(void *ctx, const uint8_t *peer, uint8_t *secret)
{
    struct ecdh *c = (struct ecdh *)ctx;
    EVP_PKEY *other;
    EVP_PKEY_CTX *d = NULL;
    size_t n = c->secret;
    int ok;

    /* Of the encodings as long as an uncompressed point there are two more. */
    if (c->pub != 32 && peer[0] != POINT_CONVERSION_UNCOMPRESSED)
        return LIBSSH2_ERROR_INVAL;
    other = c->own ? peer_key(c, peer) : NULL;
    if (other)
        d = EVP_PKEY_CTX_new(c->own, NULL);
    ok = d && EVP_PKEY_derive_init(d) > 0 && EVP_PKEY_derive_set_peer(d, other) > 0 &&
         EVP_PKEY_derive(d, secret, &n) > 0 && n == c->secret;
    EVP_PKEY_CTX_free(d);
    EVP_PKEY_free(other);
    return ok ? 0 : s2_ossl_failed(LIBSSH2_ERROR_INVAL);
}

/* EVP_PKEY_free wipes the secret half. */
static void ecdh_wipe(void *ctx)
{
    struct ecdh *c = (struct ecdh *)ctx;

    EVP_PKEY_free(c->own);
    s2_wipe(c, sizeof(*c));
}

/* The sizes go into the context at the first call, for the functions that all curves
 * share; curve 0 stands for X25519. */
#define ECDH(id, prim, curve, npub, nsecret)                                           \
    static int id##_make(void *ctx, uint8_t *pub)                                      \
    {                                                                                  \
        struct ecdh *c = (struct ecdh *)ctx;                                           \
                                                                                       \
        c->pub = npub;                                                                 \
        c->secret = nsecret;                                                           \
        return ecdh_make(c, curve, pub);                                               \
    }                                                                                  \
    static const struct s2_ecdh id = {                                                 \
        prim, npub, nsecret, sizeof(struct ecdh), id##_make, ecdh_agree, ecdh_wipe,    \
    };

/* Points of the NIST curves are uncompressed: a byte, then two numbers (RFC 5656
 * section 4); the secret is the x coordinate alone. */
ECDH(x25519, S2_X25519, 0, 32, 32)
ECDH(p256, S2_P256, NID_X9_62_prime256v1, 65, 32)
ECDH(p384, S2_P384, NID_secp384r1, 97, 48)
ECDH(p521, S2_P521, NID_secp521r1, 133, 66)

static const struct s2_ecdh *const ecdhs[] = {&x25519, &p256, &p384, &p521, NULL};

/* --- finite fields ------------------------------------------------------------ */

/* NULL if there is no memory, or more bytes than an int counts. */
static BIGNUM *number(struct s2_span s)
{
    return s.n <= INT_MAX ? BN_bin2bn(s.p, (int)s.n, NULL) : NULL;
}

/* With the flag on the exponent BN_mod_exp takes its constant-time path, which wants an
 * odd modulus.  The numbers of a DH exchange are secrets, but for base and modulus. */
static int modexp(uint8_t *out, struct s2_span base, struct s2_span exp,
                  struct s2_span mod)
{
    BIGNUM *b = number(base);
    BIGNUM *e = number(exp);
    BIGNUM *m = number(mod);
    BIGNUM *r = BN_new();
    BN_CTX *ctx = BN_CTX_new();
    int rc = LIBSSH2_ERROR_ALLOC;

    if (!b || !e || !m || !r || !ctx)
        goto out;
    rc = LIBSSH2_ERROR_INVAL;
    if (!BN_is_odd(m) || BN_is_one(m))
        goto out;
    BN_set_flags(e, BN_FLG_CONSTTIME);
    if (BN_mod_exp(r, b, e, m, ctx) && BN_bn2binpad(r, out, (int)mod.n) == (int)mod.n)
        rc = 0;
out:
    BN_clear_free(b);
    BN_clear_free(e);
    BN_free(m);
    BN_clear_free(r);
    BN_CTX_free(ctx);
    return rc ? s2_ossl_failed(rc) : 0;
}

/* --- the backend -------------------------------------------------------------- */

/* OpenSSL's generator seeds itself, and anew after a fork. */
static int random_bytes(uint8_t *p, size_t n)
{
    while (n) {
        int take = n > INT_MAX ? INT_MAX : (int)n;

        if (RAND_bytes(p, take) != 1)
            return s2_ossl_failed(LIBSSH2_ERROR_RANDGEN);
        p += take;
        n -= (size_t)take;
    }
    return 0;
}

/* ML-KEM came with OpenSSL 3.5 and is not used yet. */
static const struct s2_kem *const kems[] = {NULL};

/* The name can be set from outside, so that two backends can be linked into one test
 * and compared. */
const struct s2_backend S2_BACKEND_NAME = {
    "OpenSSL",      libssh2_openssl, s2_ossl_ciphers,
    s2_ossl_hashes, s2_ossl_macs,    ecdhs,
    kems,           s2_ossl_pks,     NULL,
    random_bytes,   modexp,          16384,
};
