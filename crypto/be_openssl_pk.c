/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* OpenSSL 1.1.1 and later: signatures.  Keys come as numbers and become an EVP_PKEY;
 * only that step differs between the versions (new_rsa, new_ec).  Signing and verifying
 * know one difference of their own: ECDSA signatures are DER in OpenSSL, r and s here.
 */
#include "crypto/be_openssl.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#if S2_OSSL_V3
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#endif

#define ED25519_LEN 32

struct curve {
    int nid;
    const char *name;
    uint8_t width; /* bytes of a coordinate, of r and of s */
};

struct key {
    EVP_PKEY *pkey;
    const struct curve *curve; /* NULL but for EC */
    uint8_t pub[S2_POINT_MAX]; /* point or Ed25519 key */
    size_t npub;
};

/* A number that gets wiped when freed, also in the copies that OpenSSL makes of it. */
static BIGNUM *number(struct s2_span s)
{
    BIGNUM *bn = BN_secure_new();

    if (bn && (s.n > INT_MAX || !BN_bin2bn(s.p, (int)s.n, bn))) {
        BN_clear_free(bn);
        return NULL;
    }
    return bn;
}

static void key_free(void *key)
{
    struct key *k = (struct key *)key;

    if (!k)
        return;
    EVP_PKEY_free(k->pkey);
    OPENSSL_clear_free(k, sizeof(*k));
}

/* Hand out a key object around pkey (taken, NULL: it could not be made). */
static int key_made(void **key, EVP_PKEY *pkey, const struct curve *curve,
                    struct s2_span pub)
{
    struct key *k;

    if (!pkey)
        return s2_ossl_failed(LIBSSH2_ERROR_INVAL);
    k = (struct key *)OPENSSL_zalloc(sizeof(*k));
    if (!k) {
        EVP_PKEY_free(pkey);
        return s2_ossl_failed(LIBSSH2_ERROR_ALLOC);
    }
    k->pkey = pkey;
    k->curve = curve;
    k->npub = pub.n;
    if (pub.n)
        memcpy(k->pub, pub.p, pub.n);
    *key = k;
    return 0;
}

static int get_public(void *key, uint8_t *pub, size_t *n)
{
    const struct key *k = (const struct key *)key;

    if (*n < k->npub)
        return LIBSSH2_ERROR_BUFFER_TOO_SMALL;
    memcpy(pub, k->pub, k->npub);
    *n = k->npub;
    return 0;
}

/* --- RSA: from numbers -------------------------------------------------------- */

/* In the order of PKCS#1.  A public key has the first two; P and all behind it may be
 * missing in a secret one, which is then slower. */
enum { N, E, D, P, Q, DP, DQ, QI, RSA_NUMBERS };

#if S2_OSSL_V3

/* The parameters of an RSA key, or NULL. */
static OSSL_PARAM *rsa_params(BIGNUM *const *num)
{
    static const char *const names[RSA_NUMBERS] = {
        OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
        OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    int ok = bld != NULL;
    size_t i;

    for (i = 0; ok && i < RSA_NUMBERS; i++)
        if (num[i])
            ok = OSSL_PARAM_BLD_push_BN(bld, names[i], num[i]);
    if (ok)
        params = OSSL_PARAM_BLD_to_param(bld);
    OSSL_PARAM_BLD_free(bld);
    return params;
}

/* A key of the named type; params are taken. */
static EVP_PKEY *from_params(const char *type, int selection, OSSL_PARAM *params)
{
    EVP_PKEY_CTX *c = params ? EVP_PKEY_CTX_new_from_name(NULL, type, NULL) : NULL;
    EVP_PKEY *pkey = NULL;

    if (c && EVP_PKEY_fromdata_init(c) > 0 &&
        EVP_PKEY_fromdata(c, &pkey, selection, params) <= 0)
        pkey = NULL;
    EVP_PKEY_CTX_free(c);
    OSSL_PARAM_free(params);
    return pkey;
}

static EVP_PKEY *new_rsa(BIGNUM **num)
{
    return from_params("RSA", num[D] ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                       rsa_params(num));
}

#else /* OpenSSL 1.1.1 */

/* Let go of numbers that another object has taken. */
static void taken(BIGNUM **num, int first, int last)
{
    for (; first <= last; first++)
        num[first] = NULL;
}

static EVP_PKEY *new_rsa(BIGNUM **num)
{
    RSA *rsa = RSA_new();
    EVP_PKEY *pkey = EVP_PKEY_new();
    bool factors = num[P] != NULL;

    if (!rsa || !pkey || !RSA_set0_key(rsa, num[N], num[E], num[D]))
        goto out;
    taken(num, N, D);
    if (factors && !RSA_set0_factors(rsa, num[P], num[Q]))
        goto out;
    taken(num, P, Q);
    if (factors && !RSA_set0_crt_params(rsa, num[DP], num[DQ], num[QI]))
        goto out;
    taken(num, DP, QI);
    if (EVP_PKEY_assign_RSA(pkey, rsa))
        return pkey;
out:
    RSA_free(rsa);
    EVP_PKEY_free(pkey);
    return NULL;
}

#endif

/* d mod (prime - 1), or NULL. */
static BIGNUM *crt_exponent(const BIGNUM *d, const BIGNUM *prime, BN_CTX *ctx)
{
    BIGNUM *r = BN_secure_new();
    BIGNUM *less = BN_dup(prime);

    if (!r || !less || !BN_sub_word(less, 1) || BN_is_zero(less) ||
        !BN_mod(r, d, less, ctx)) {
        BN_clear_free(r);
        r = NULL;
    }
    BN_clear_free(less);
    return r;
}

/* What follows from d, p and q; false also if n is not their product. */
static bool rsa_complete(BIGNUM **num)
{
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *product = BN_new();
    bool ok;

    BN_set_flags(num[D], BN_FLG_CONSTTIME);
    BN_set_flags(num[P], BN_FLG_CONSTTIME);
    BN_set_flags(num[Q], BN_FLG_CONSTTIME);
    ok = ctx && product && BN_mul(product, num[P], num[Q], ctx) &&
         BN_cmp(product, num[N]) == 0;
    if (ok) {
        num[DP] = crt_exponent(num[D], num[P], ctx);
        num[DQ] = crt_exponent(num[D], num[Q], ctx);
        ok = num[DP] && num[DQ];
    }
    BN_clear_free(product);
    BN_CTX_free(ctx);
    return ok;
}

/* The numbers of the spans; those that are not wanted stay NULL. */
static bool rsa_read(BIGNUM **num, const struct s2_pknum *from, bool secret)
{
    bool factors = secret && from->p.n && from->q.n && from->iqmp.n;

    num[N] = number(from->n);
    num[E] = number(from->e);
    if (!num[N] || !num[E] || !BN_is_odd(num[N]) || !BN_is_odd(num[E]) ||
        BN_is_one(num[E]) || BN_cmp(num[E], num[N]) >= 0)
        return false;
    if (!secret)
        return true;
    num[D] = number(from->d);
    if (!num[D] || BN_is_zero(num[D]) || BN_cmp(num[D], num[N]) >= 0)
        return false;
    if (!factors)
        return true;
    num[P] = number(from->p);
    num[Q] = number(from->q);
    num[QI] = number(from->iqmp);
    return num[P] && num[Q] && num[QI] && rsa_complete(num);
}

static int rsa_load(void **key, const struct s2_pknum *from, bool secret)
{
    BIGNUM *num[RSA_NUMBERS] = {NULL};
    EVP_PKEY *pkey = rsa_read(num, from, secret) ? new_rsa(num) : NULL;
    size_t i;

    for (i = 0; i < RSA_NUMBERS; i++)
        BN_clear_free(num[i]);
    return key_made(key, pkey, NULL, s2_span(NULL, 0));
}

static int rsa_load_public(void **key, const struct s2_pknum *num)
{
    return rsa_load(key, num, false);
}

static int rsa_load_secret(void **key, const struct s2_pknum *num)
{
    return rsa_load(key, num, true);
}

/* --- EC: from numbers --------------------------------------------------------- */

static const struct curve p256 = {NID_X9_62_prime256v1, SN_X9_62_prime256v1, 32};
static const struct curve p384 = {NID_secp384r1, SN_secp384r1, 48};
static const struct curve p521 = {NID_secp521r1, SN_secp521r1, 66};

/* Bytes of an uncompressed point. */
static size_t point_len(const struct curve *curve)
{
    return 1 + 2 * (size_t)curve->width;
}

#if S2_OSSL_V3

static EVP_PKEY *new_ec(const struct curve *curve, struct s2_span pub, BIGNUM *d)
{
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;

    if (bld &&
        OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, curve->name,
                                        0) &&
        OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, pub.p, pub.n) &&
        (!d || OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, d)))
        params = OSSL_PARAM_BLD_to_param(bld);
    OSSL_PARAM_BLD_free(bld);
    return from_params("EC", d ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params);
}

#else /* OpenSSL 1.1.1 */

static EVP_PKEY *new_ec(const struct curve *curve, struct s2_span pub, BIGNUM *d)
{
    EC_KEY *ec = EC_KEY_new_by_curve_name(curve->nid);
    EVP_PKEY *pkey = EVP_PKEY_new();

    if (ec && pkey && EC_KEY_oct2key(ec, pub.p, pub.n, NULL) &&
        (!d || EC_KEY_set_private_key(ec, d)) && EVP_PKEY_assign_EC_KEY(pkey, ec))
        return pkey;
    EC_KEY_free(ec);
    EVP_PKEY_free(pkey);
    return NULL;
}

#endif

/* The public point of d, point_len bytes; false if d is out of range. */
static bool ec_public(const struct curve *curve, BIGNUM *d, uint8_t *pub)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curve->nid);
    EC_POINT *point = group ? EC_POINT_new(group) : NULL;
    size_t n = point_len(curve);
    bool ok;

    ok = point && !BN_is_zero(d) && BN_cmp(d, EC_GROUP_get0_order(group)) < 0 &&
         EC_POINT_mul(group, point, d, NULL, NULL, NULL) &&
         EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, pub, n,
                            NULL) == n;
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return ok;
}

/* Only uncompressed points are read; that they lie on the curve is found by new_ec. */
static int ec_load_public(const struct curve *curve, void **key, struct s2_span pub)
{
    if (pub.n != point_len(curve) || pub.p[0] != POINT_CONVERSION_UNCOMPRESSED)
        return LIBSSH2_ERROR_INVAL;
    return key_made(key, new_ec(curve, pub, NULL), curve, pub);
}

static int ec_load_secret(const struct curve *curve, void **key,
                          const struct s2_pknum *num)
{
    uint8_t point[S2_POINT_MAX];
    struct s2_span pub = s2_span(point, point_len(curve));
    BIGNUM *d = number(num->d);
    EVP_PKEY *pkey = NULL;

    /* A public half that belongs to another secret would sign under the wrong name. */
    if (d && ec_public(curve, d, point) && (!num->pub.n || s2_span_eq(num->pub, pub)))
        pkey = new_ec(curve, pub, d);
    BN_clear_free(d);
    return key_made(key, pkey, curve, pub);
}

/* --- Ed25519: from bytes ------------------------------------------------------ */

static int ed_load_public(void **key, const struct s2_pknum *num)
{
    if (num->pub.n != ED25519_LEN)
        return LIBSSH2_ERROR_INVAL;
    return key_made(
        key,
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, num->pub.p, num->pub.n),
        NULL, num->pub);
}

static int ed_load_secret(void **key, const struct s2_pknum *num)
{
    uint8_t pub[ED25519_LEN];
    size_t n = sizeof(pub);
    EVP_PKEY *pkey;

    if (num->d.n != ED25519_LEN)
        return LIBSSH2_ERROR_INVAL;
    pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, num->d.p, num->d.n);
    if (pkey && (EVP_PKEY_get_raw_public_key(pkey, pub, &n) <= 0 ||
                 (num->pub.n && !s2_span_eq(num->pub, s2_span(pub, n))))) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    return key_made(key, pkey, NULL, s2_span(pub, n));
}

/* --- signatures --------------------------------------------------------------- */

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
static int sign_any(struct key *k, const EVP_MD *md, struct s2_span msg, uint8_t *sig,
                    size_t *n)
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

static int verify_any(struct key *k, const EVP_MD *md, struct s2_span msg,
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

static int rsa_sign(void *key, enum s2_prim hash, struct s2_span msg, uint8_t *sig,
                    size_t *n)
{
    struct key *k = (struct key *)key;

    if (!digest_of(hash))
        return LIBSSH2_ERROR_INVAL;
    if (*n < (size_t)EVP_PKEY_size(k->pkey))
        return LIBSSH2_ERROR_BUFFER_TOO_SMALL;
    return sign_any(k, digest_of(hash), msg, sig, n);
}

static int rsa_verify(void *key, enum s2_prim hash, struct s2_span msg,
                      struct s2_span sig)
{
    if (!digest_of(hash))
        return LIBSSH2_ERROR_INVAL;
    return verify_any((struct key *)key, digest_of(hash), msg, sig);
}

static int ed_sign(void *key, enum s2_prim hash, struct s2_span msg, uint8_t *sig,
                   size_t *n)
{
    (void)hash;
    if (*n < 2 * ED25519_LEN)
        return LIBSSH2_ERROR_BUFFER_TOO_SMALL;
    return sign_any((struct key *)key, NULL, msg, sig, n);
}

static int ed_verify(void *key, enum s2_prim hash, struct s2_span msg,
                     struct s2_span sig)
{
    (void)hash;
    return verify_any((struct key *)key, NULL, msg, sig);
}

static int ec_sign(void *key, enum s2_prim hash, struct s2_span msg, uint8_t *sig,
                   size_t *n)
{
    struct key *k = (struct key *)key;
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

static int ec_verify(void *key, enum s2_prim hash, struct s2_span msg,
                     struct s2_span sig)
{
    struct key *k = (struct key *)key;
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

#define EC(curve, prim)                                                                \
    static int curve##_public(void **key, const struct s2_pknum *num)                  \
    {                                                                                  \
        return ec_load_public(&curve, key, num->pub);                                  \
    }                                                                                  \
    static int curve##_secret(void **key, const struct s2_pknum *num)                  \
    {                                                                                  \
        return ec_load_secret(&curve, key, num);                                       \
    }                                                                                  \
    static const struct s2_pk curve##_pk =                                             \
        {                                                                              \
            prim,      curve##_public, curve##_secret, ec_sign,                        \
            ec_verify, get_public,     key_free,                                       \
    };

EC(p256, S2_P256)
EC(p384, S2_P384)
EC(p521, S2_P521)

static const struct s2_pk rsa_pk = {
    S2_RSA, rsa_load_public, rsa_load_secret, rsa_sign, rsa_verify, NULL, key_free,
};

static const struct s2_pk ed_pk = {
    S2_ED25519, ed_load_public, ed_load_secret, ed_sign,
    ed_verify,  get_public,     key_free,
};

const struct s2_pk *const s2_ossl_pks[] = {
    &rsa_pk, &p256_pk, &p384_pk, &p521_pk, &ed_pk, NULL,
};
