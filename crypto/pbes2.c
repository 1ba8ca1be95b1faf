/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See pbes2.h.  What is read (RFC 5958 section 3, RFC 8018 appendix A):
 *
 *     SEQUENCE {
 *         SEQUENCE { OID pbes2, SEQUENCE {
 *             SEQUENCE { OID pbkdf2, SEQUENCE {
 *                 OCTET STRING salt, iterations, key length OPTIONAL,
 *                 SEQUENCE { OID prf, NULL } DEFAULT hmacWithSHA1 } }
 *             SEQUENCE { OID cipher, OCTET STRING iv } } }
 *         OCTET STRING encrypted }
 *
 * The scheme is read whole and checked against the cipher before the passphrase is
 * looked at: a file that cannot be read says so even to who has no passphrase. */
#include "crypto/pbes2.h"
#include "crypto/asn1.h"
#include "crypto/keydec.h"
#include "crypto/pbkdf2.h"

#define FORMAT "encrypted PKCS#8"

/* 1.2.840.113549.1.5.13 and .12 */
static const struct s2_oid pbes2 = {S2_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"), 0};
static const struct s2_oid pbkdf2 = {S2_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"), 0};

static const struct s2_oid prfs[] = {
    /* 1.2.840.113549.2.7 and on: HMAC with SHA-1, 256, 384, 512 */
    {S2_OID("\x2a\x86\x48\x86\xf7\x0d\x02\x07"), S2_SHA1},
    {S2_OID("\x2a\x86\x48\x86\xf7\x0d\x02\x09"), S2_SHA256},
    {S2_OID("\x2a\x86\x48\x86\xf7\x0d\x02\x0a"), S2_SHA384},
    {S2_OID("\x2a\x86\x48\x86\xf7\x0d\x02\x0b"), S2_SHA512},
};

static const struct s2_oid ciphers[] = {
    /* 2.16.840.1.101.3.4.1.2, .22, .42 */
    {S2_OID("\x60\x86\x48\x01\x65\x03\x04\x01\x02"), S2_AES128_CBC},
    {S2_OID("\x60\x86\x48\x01\x65\x03\x04\x01\x16"), S2_AES192_CBC},
    {S2_OID("\x60\x86\x48\x01\x65\x03\x04\x01\x2a"), S2_AES256_CBC},
    /* 1.2.840.113549.3.7 */
    {S2_OID("\x2a\x86\x48\x86\xf7\x0d\x03\x07"), S2_DES3_CBC},
};

/* What the file says about its encryption. */
struct scheme {
    struct s2_span salt, iv, data;
    uint32_t iterations, key_len; /* key_len 0: not said */
    enum s2_prim prf, cipher;
};

/* The primitive of a name in one of the tables above, or S2_PRIM_NONE. */
static enum s2_prim find(const struct s2_oid *rows, size_t n, struct s2_span name)
{
    const struct s2_oid *row = s2_oid_find(rows, n, name);

    return row ? (enum s2_prim)row->prim : S2_PRIM_NONE;
}

static int damaged(struct s2_err *e)
{
    return s2_fail(e, LIBSSH2_ERROR_FILE,
                   FORMAT ": the description of the encryption is damaged");
}

/* Name what is missing by its OID: the only name that the file gives. */
static int unknown(struct s2_err *e, const char *what, struct s2_span oid)
{
    char text[64];

    s2_oid_text(oid, text, sizeof(text));
    return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                   FORMAT ": %s %s is not supported", what, text);
}

/* PBKDF2-params: salt, iterations, perhaps the key length, perhaps the PRF. */
static int read_kdf(struct s2_err *e, struct s2_rd *kdf, struct scheme *s)
{
    struct s2_span name = s2_der_take(kdf, S2_DER_OID);
    struct s2_rd r, prf;

    if (s2_rd_ok(kdf) && !s2_oid_is(&pbkdf2, name))
        return unknown(e, "key derivation", name);
    r = s2_der_in(kdf, S2_DER_SEQUENCE);
    s->salt = s2_der_take(&r, S2_DER_OCTETS);
    s->iterations = s2_der_small(&r, UINT32_MAX);
    if (s2_der_peek(&r) == S2_DER_INTEGER)
        s->key_len = s2_der_small(&r, S2_KEY_MAX);
    s->prf = S2_SHA1;
    if (s2_der_peek(&r) == S2_DER_SEQUENCE) {
        prf = s2_der_in(&r, S2_DER_SEQUENCE);
        name = s2_der_take(&prf, S2_DER_OID);
        (void)s2_der_maybe(&prf, S2_DER_NULL);
        if (!s2_rd_done(&prf))
            return damaged(e);
        s->prf = find(prfs, S2_COUNT(prfs), name);
        if (s->prf == S2_PRIM_NONE)
            return unknown(e, "PRF", name);
    }
    return s2_rd_done(&r) && s2_rd_done(kdf) ? 0 : damaged(e);
}

/* From the outside in; each level is asked for its end before the next one is used. */
static int read_scheme(struct s2_err *e, struct s2_span der, struct scheme *s)
{
    struct s2_rd outer = s2_rd(der), r = s2_der_in(&outer, S2_DER_SEQUENCE);
    struct s2_rd alg = s2_der_in(&r, S2_DER_SEQUENCE);
    struct s2_span name = s2_der_take(&alg, S2_DER_OID);
    struct s2_rd params, kdf, enc;
    int rc;

    memset(s, 0, sizeof(*s));
    s->data = s2_der_take(&r, S2_DER_OCTETS);
    if (!s2_rd_ok(&alg) || !s2_rd_done(&r) || !s2_rd_done(&outer))
        return damaged(e);
    if (!s2_oid_is(&pbes2, name))
        return unknown(e, "encryption scheme", name);
    params = s2_der_in(&alg, S2_DER_SEQUENCE);
    kdf = s2_der_in(&params, S2_DER_SEQUENCE);
    enc = s2_der_in(&params, S2_DER_SEQUENCE);
    if (!s2_rd_done(&params) || !s2_rd_done(&alg))
        return damaged(e);
    rc = read_kdf(e, &kdf, s);
    if (rc)
        return rc;
    name = s2_der_take(&enc, S2_DER_OID);
    s->iv = s2_der_take(&enc, S2_DER_OCTETS);
    s->cipher = find(ciphers, S2_COUNT(ciphers), name);
    /* Other ciphers may have other parameters than an IV. */
    if (s->cipher == S2_PRIM_NONE)
        return unknown(e, "cipher", name);
    return s2_rd_done(&enc) ? 0 : damaged(e);
}

/* Lengths and counts of the file against those of the cipher. */
static int check_scheme(struct s2_err *e, const struct scheme *s,
                        const struct s2_cipher *c)
{
    if (!c || !s2_find_mac(s->prf))
        return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       FORMAT ": the crypto library lacks the cipher or PRF");
    if (s->iv.n != c->iv || (s->key_len && s->key_len != c->key))
        return damaged(e);
    if (s->iterations == 0 || s->iterations > S2_PBKDF2_MAX)
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       FORMAT ": %lu iterations are outside 1 to %lu",
                       (unsigned long)s->iterations, (unsigned long)S2_PBKDF2_MAX);
    if (s->data.n == 0 || s->data.n % c->block)
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       FORMAT ": the encrypted part is not whole blocks");
    return 0;
}

int s2_pbes2_open(struct s2_mem *m, struct s2_err *e, struct s2_span der,
                  struct s2_span passphrase, struct s2_wr *buf, struct s2_span *plain)
{
    uint8_t key[S2_KEY_MAX];
    const struct s2_cipher *c;
    struct scheme s;
    int rc = read_scheme(e, der, &s);

    if (rc)
        return rc;
    c = s2_find_cipher(s.cipher);
    rc = check_scheme(e, &s, c);
    if (rc)
        return rc;
    if (passphrase.n == 0)
        return s2_fail(e, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
                       FORMAT ": no passphrase was given");
    rc = s2_pbkdf2(m, s.prf, passphrase, s.salt, s.iterations, key, c->key);
    if (!rc)
        rc = s2_keydec_open(m, c, key, s.iv.p, s.data, NULL, buf);
    s2_wipe(key, sizeof(key));
    if (rc)
        return s2_fail(e, rc, FORMAT ": decryption failed: %s", s2_err_name(rc));
    /* Padding alone looks right by chance once in 256 times. */
    *plain = s2_keydec_unpad(s2_wr_span(buf), c->block);
    if (!s2_der_is_key(*plain))
        return s2_fail(e, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
                       FORMAT ": wrong passphrase");
    return 0;
}
