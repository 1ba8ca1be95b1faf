/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See pkcs8.h.  Each reader takes all fields in their order and asks once whether all
 * of them were there; the readers of the parts are shared, as PKCS#8 wraps the others.
 */
#include "crypto/pkcs8.h"
#include "crypto/asn1.h"

/* The curves that SSH signs with (RFC 5656 section 10.1). */
static const struct s2_oid curves[] = {
    {S2_OID("\x2a\x86\x48\xce\x3d\x03\x01\x07"), S2_P256}, /* 1.2.840.10045.3.1.7 */
    {S2_OID("\x2b\x81\x04\x00\x22"), S2_P384},             /* 1.3.132.0.34 */
    {S2_OID("\x2b\x81\x04\x00\x23"), S2_P521},             /* 1.3.132.0.35 */
};

/* One text for all fields: in DER a wrong byte makes each later field wrong, so the
 * first that does not fit says little about where the damage is. */
static int damaged(struct s2_err *e, const char *format)
{
    return s2_fail(e, LIBSSH2_ERROR_FILE, "%s: the DER inside is damaged", format);
}

static int oid_not_supported(struct s2_err *e, const char *what, struct s2_span oid)
{
    char text[64];

    s2_oid_text(oid, text, sizeof(text));
    return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, "%s %s is not supported",
                   what, text);
}

/* Fill key from a PKCS#1 RSAPrivateKey (RFC 8017 appendix A.1.2):
 *
 *     SEQUENCE { version, n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p,
 *                other primes if version is 1 } */
static int read_rsa(struct s2_err *e, const char *format, struct s2_span der,
                    struct s2_keynum *key)
{
    struct s2_rd outer = s2_rd(der), r = s2_der_in(&outer, S2_DER_SEQUENCE);
    struct s2_pknum *num = &key->num;
    uint32_t version = s2_der_small(&r, UINT16_MAX);

    if (s2_rd_ok(&r) && version == 1)
        return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "%s: RSA key with more than two primes", format);
    num->n = s2_der_uint(&r);
    num->e = s2_der_uint(&r);
    num->d = s2_der_uint(&r);
    num->p = s2_der_uint(&r);
    num->q = s2_der_uint(&r);
    (void)s2_der_uint(&r); /* d mod p-1 and d mod q-1 follow from the others */
    (void)s2_der_uint(&r);
    num->iqmp = s2_der_uint(&r);
    if (version != 0 || !s2_rd_done(&r) || !s2_rd_done(&outer))
        return damaged(e, format);
    key->prim = S2_RSA;
    return 0;
}

/* ECParameters (RFC 5480 section 2.1.1): a curve by name only, as a curve that the file
 * describes itself may be a trap.  *prim stays if params are at their end. */
static int read_curve(struct s2_err *e, const char *format, struct s2_rd *params,
                      enum s2_prim *prim)
{
    const struct s2_oid *curve;
    struct s2_span name;

    if (s2_der_peek(params) == S2_DER_SEQUENCE)
        return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "%s: EC key with explicit curve parameters", format);
    name = s2_der_take(params, S2_DER_OID);
    if (!s2_rd_done(params))
        return damaged(e, format);
    curve = s2_oid_find(curves, S2_COUNT(curves), name);
    if (!curve)
        return oid_not_supported(e, "EC curve", name);
    if (*prim != S2_PRIM_NONE && *prim != (enum s2_prim)curve->prim)
        return s2_fail(e, LIBSSH2_ERROR_FILE, "%s: EC key names two curves", format);
    *prim = (enum s2_prim)curve->prim;
    return 0;
}

/* Fill key from a SEC1 ECPrivateKey (RFC 5915 section 3):
 *
 *     SEQUENCE { 1, OCTET STRING d, [0] curve OPTIONAL, [1] BIT STRING point OPTIONAL }
 *
 * key->prim is the curve if PKCS#8 named it already. */
static int read_ec(struct s2_err *e, const char *format, struct s2_span der,
                   struct s2_keynum *key)
{
    struct s2_rd outer = s2_rd(der), r = s2_der_in(&outer, S2_DER_SEQUENCE), in;
    uint32_t version = s2_der_small(&r, UINT16_MAX);
    int rc;

    key->num.d = s2_der_take(&r, S2_DER_OCTETS);
    if (s2_der_peek(&r) == S2_DER_CONTEXT(0)) {
        in = s2_der_in(&r, S2_DER_CONTEXT(0));
        rc = read_curve(e, format, &in, &key->prim);
        if (rc)
            return rc;
    }
    if (s2_der_peek(&r) == S2_DER_CONTEXT(1)) {
        in = s2_der_in(&r, S2_DER_CONTEXT(1));
        key->num.pub = s2_der_bytes(&in);
        if (!s2_rd_done(&in))
            return damaged(e, format);
    }
    if (version != 1 || !key->num.d.n || !s2_rd_done(&r) || !s2_rd_done(&outer))
        return damaged(e, format);
    if (key->prim == S2_PRIM_NONE)
        return s2_fail(e, LIBSSH2_ERROR_FILE, "%s: EC key without a curve", format);
    /* A compressed point is left to be derived from d. */
    if (key->num.pub.n && (key->num.pub.p[0] == 2 || key->num.pub.p[0] == 3))
        key->num.pub = s2_span(NULL, 0);
    return 0;
}

/* RFC 8410 section 7: the seed in an OCTET STRING of its own. */
static int read_ed25519(struct s2_err *e, const char *format, struct s2_span der,
                        struct s2_keynum *key)
{
    struct s2_rd r = s2_rd(der);

    key->num.d = s2_der_take(&r, S2_DER_OCTETS);
    if (!s2_rd_done(&r))
        return damaged(e, format);
    key->prim = S2_ED25519;
    return 0;
}

/* The algorithms of PKCS#8: how the parameters and the key inside are read. */
enum params { PARAMS_NULL, PARAMS_CURVE, PARAMS_NONE };
static const struct {
    struct s2_oid oid;
    enum params params;
    int (*read)(struct s2_err *, const char *, struct s2_span, struct s2_keynum *);
} algorithms[] = {
    /* 1.2.840.113549.1.1.1 */
    {{S2_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), S2_RSA}, PARAMS_NULL, read_rsa},
    /* 1.2.840.10045.2.1 */
    {{S2_OID("\x2a\x86\x48\xce\x3d\x02\x01"), S2_PRIM_NONE}, PARAMS_CURVE, read_ec},
    /* 1.3.101.112 */
    {{S2_OID("\x2b\x65\x70"), S2_ED25519}, PARAMS_NONE, read_ed25519},
};

/* Parameters of the algorithm; for EC they name the curve. */
static int read_params(struct s2_err *e, enum params params, struct s2_rd *r,
                       enum s2_prim *prim)
{
    if (params == PARAMS_CURVE)
        return read_curve(e, "PKCS#8", r, prim);
    /* RFC 8017 wants a NULL for RSA; some writers leave it out. */
    if (params == PARAMS_NULL)
        (void)s2_der_maybe(r, S2_DER_NULL);
    return s2_rd_done(r) ? 0 : damaged(e, "PKCS#8");
}

/* What may follow the key: attributes, and in version 2 the public key, which Ed25519
 * keys carry. */
static void read_tail(struct s2_rd *r, uint32_t version, struct s2_keynum *key)
{
    struct s2_span pub;

    (void)s2_der_maybe(r, S2_DER_CONTEXT(0));
    if (version == 0 || s2_der_peek(r) != S2_DER_CONTEXT_P(1))
        return;
    /* Implicitly tagged BIT STRING: its count of unused bits comes first. */
    pub = s2_der_take(r, S2_DER_CONTEXT_P(1));
    if (key->prim == S2_ED25519 && pub.n > 1)
        key->num.pub = s2_span(pub.p + 1, pub.n - 1);
}

/* PrivateKeyInfo (RFC 5208 section 5) and OneAsymmetricKey (RFC 5958 section 2):
 *
 *     SEQUENCE { version, SEQUENCE { algorithm, parameters }, OCTET STRING key,
 *                [0] attributes OPTIONAL, [1] public key OPTIONAL } */
int s2_pkcs8_read(struct s2_err *e, struct s2_span der, struct s2_keynum *key)
{
    struct s2_rd outer = s2_rd(der), r = s2_der_in(&outer, S2_DER_SEQUENCE);
    uint32_t version = s2_der_small(&r, 1);
    struct s2_rd alg = s2_der_in(&r, S2_DER_SEQUENCE);
    struct s2_span name = s2_der_take(&alg, S2_DER_OID);
    struct s2_span inner = s2_der_take(&r, S2_DER_OCTETS);
    size_t i;
    int rc;

    memset(key, 0, sizeof(*key));
    if (!s2_rd_ok(&r) || !s2_rd_ok(&alg))
        return damaged(e, "PKCS#8");
    for (i = 0; i < S2_COUNT(algorithms); i++) {
        if (!s2_oid_is(&algorithms[i].oid, name))
            continue;
        rc = read_params(e, algorithms[i].params, &alg, &key->prim);
        if (!rc)
            rc = algorithms[i].read(e, "PKCS#8", inner, key);
        read_tail(&r, version, key);
        if (!rc && (!s2_rd_done(&r) || !s2_rd_done(&outer)))
            rc = damaged(e, "PKCS#8");
        return rc;
    }
    return oid_not_supported(e, "PKCS#8: key algorithm", name);
}

int s2_pkcs1_read(struct s2_err *e, struct s2_span der, struct s2_keynum *key)
{
    memset(key, 0, sizeof(*key));
    return read_rsa(e, "PKCS#1", der, key);
}

int s2_sec1_read(struct s2_err *e, struct s2_span der, struct s2_keynum *key)
{
    memset(key, 0, sizeof(*key));
    return read_ec(e, "SEC1", der, key);
}
