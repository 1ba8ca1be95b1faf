/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* OpenSSL 1.1.1 and later: key objects from numbers.  Only the last step, from numbers
 * to an EVP_PKEY, differs between the versions (new_rsa, new_ec); what can be checked
 * is checked before it, alike for both. */
#include "crypto/be_openssl.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#if S2_OSSL_V3
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#endif

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

/* OpenSSL wipes the secrets in its objects itself. */
void s2_ossl_key_free(void *key)
{
    struct s2_ossl_key *k = (struct s2_ossl_key *)key;

    if (!k)
        return;
    EVP_PKEY_free(k->pkey);
    OPENSSL_clear_free(k, sizeof(*k));
}

/* Hand out a key object around pkey (taken, NULL: it could not be made). */
static int key_made(void **key, EVP_PKEY *pkey, const struct s2_ossl_curve *curve,
                    struct s2_span pub)
{
    struct s2_ossl_key *k;

    if (!pkey)
        return s2_ossl_failed(LIBSSH2_ERROR_INVAL);
    k = (struct s2_ossl_key *)OPENSSL_zalloc(sizeof(*k));
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

/* Kept in our object rather than asked of OpenSSL, whose functions for it differ
 * between the versions. *n is the room before and the length after. */
int s2_ossl_get_public(void *key, uint8_t *pub, size_t *n)
{
    const struct s2_ossl_key *k = (const struct s2_ossl_key *)key;

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

/* The numbers stay the caller's: OpenSSL copies them. */
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

/* OpenSSL takes the numbers over, group by group; those it took are no longer freed by
 * the caller. */
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

    /* Division and multiplication then take the same time for all values. */
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
    /* An even modulus or exponent makes no key and 1 signs nothing; OpenSSL would take
     * such an exponent. */
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

/* Read, check, make, and wipe what is left. */
static int rsa_load(void **key, const struct s2_pknum *from, bool secret)
{
    BIGNUM *num[RSA_NUMBERS] = {NULL};
    EVP_PKEY *pkey = rsa_read(num, from, secret) ? new_rsa(num) : NULL;
    size_t i;

    for (i = 0; i < RSA_NUMBERS; i++)
        BN_clear_free(num[i]);
    return key_made(key, pkey, NULL, s2_span(NULL, 0));
}

/* s2_pk.load_public and load_secret of RSA: one reader with two wishes. */
int s2_ossl_rsa_public(void **key, const struct s2_pknum *num)
{
    return rsa_load(key, num, false);
}

int s2_ossl_rsa_secret(void **key, const struct s2_pknum *num)
{
    return rsa_load(key, num, true);
}

/* --- EC: from numbers --------------------------------------------------------- */

/* Bytes of an uncompressed point. */
static size_t point_len(const struct s2_ossl_curve *curve)
{
    return 1 + 2 * (size_t)curve->width;
}

#if S2_OSSL_V3

/* OpenSSL refuses here a point that is not on the curve. */
static EVP_PKEY *new_ec(const struct s2_ossl_curve *curve, struct s2_span pub,
                        BIGNUM *d)
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

/* EC_KEY_oct2key refuses a point that is not on the curve. */
static EVP_PKEY *new_ec(const struct s2_ossl_curve *curve, struct s2_span pub,
                        BIGNUM *d)
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
static bool ec_public(const struct s2_ossl_curve *curve, BIGNUM *d, uint8_t *pub)
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
int s2_ossl_ec_public(const struct s2_ossl_curve *curve, void **key, struct s2_span pub)
{
    if (pub.n != point_len(curve) || pub.p[0] != POINT_CONVERSION_UNCOMPRESSED)
        return LIBSSH2_ERROR_INVAL;
    return key_made(key, new_ec(curve, pub, NULL), curve, pub);
}

/* The public half is always computed, as some key files leave it out. */
int s2_ossl_ec_secret(const struct s2_ossl_curve *curve, void **key,
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

/* Any 32 bytes are taken here; those that are no point never verify anything. */
int s2_ossl_ed_public(void **key, const struct s2_pknum *num)
{
    if (num->pub.n != S2_OSSL_ED)
        return LIBSSH2_ERROR_INVAL;
    return key_made(
        key,
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, num->pub.p, num->pub.n),
        NULL, num->pub);
}

/* OpenSSL makes the public half of the seed; one that was given must be the same. */
int s2_ossl_ed_secret(void **key, const struct s2_pknum *num)
{
    uint8_t pub[S2_OSSL_ED];
    size_t n = sizeof(pub);
    EVP_PKEY *pkey;

    if (num->d.n != S2_OSSL_ED)
        return LIBSSH2_ERROR_INVAL;
    pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, num->d.p, num->d.n);
    if (pkey && (EVP_PKEY_get_raw_public_key(pkey, pub, &n) <= 0 ||
                 (num->pub.n && !s2_span_eq(num->pub, s2_span(pub, n))))) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    return key_made(key, pkey, NULL, s2_span(pub, n));
}
