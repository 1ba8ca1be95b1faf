/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See key.h.  Two forms of a signature meet here: the raw one of the backends, of
 * fixed width, and the one inside a signature blob. */
#include "crypto/key.h"
#include "base/rd.h"

struct s2_key {
    struct s2_mem *m;
    const struct s2_key_kind *kind;
    const struct s2_pk *pk;
    void *public, *secret; /* the backend's; secret NULL for a public key */
    uint8_t *blob;
    size_t blob_len;
    unsigned bits;
};

/* Read the numbers that stand behind the name in a blob:
 *     ssh-rsa      mpint e, mpint n           (RFC 4253 section 6.6)
 *     ecdsa-*      string curve, string point (RFC 5656 section 3.1)
 *     ssh-ed25519  string public key          (RFC 8709 section 4) */
static bool blob_numbers(const struct s2_key_kind *kind, struct s2_rd *r,
                         struct s2_pknum *num)
{
    memset(num, 0, sizeof(*num));
    if (kind->prim == S2_RSA) {
        num->e = s2_rd_mpint(r);
        num->n = s2_rd_mpint(r);
    } else {
        /* RFC 5656 section 3.1 names the curve once more. */
        if (kind->curve[0] && !s2_span_is(s2_rd_str(r), kind->curve))
            return false;
        num->pub = s2_rd_str(r);
    }
    return s2_rd_done(r);
}

/* The same the other way, with the name. */
static void write_blob(struct s2_wr *w, const struct s2_key_kind *kind,
                       const struct s2_pknum *num)
{
    s2_wr_cstr(w, kind->name);
    if (kind->prim == S2_RSA) {
        s2_wr_mpint(w, num->e);
        s2_wr_mpint(w, num->n);
        return;
    }
    if (kind->curve[0])
        s2_wr_cstr(w, kind->curve);
    s2_wr_str(w, num->pub);
}

/* The blob and the public half from numbers that were found possible. */
static int set_public(struct s2_key *key, const struct s2_pknum *num)
{
    struct s2_wr w = s2_wr_growing(key->m);
    struct s2_pknum pub;

    write_blob(&w, key->kind, num);
    key->blob = s2_wr_take(&w, &key->blob_len);
    if (!key->blob)
        return LIBSSH2_ERROR_ALLOC;
    key->bits = key->kind->prim == S2_RSA ? s2_num_bits(num->n) : key->kind->bits;
    memset(&pub, 0, sizeof(pub));
    pub.n = num->n;
    pub.e = num->e;
    pub.pub = num->pub;
    return key->pk->load_public(&key->public, &pub);
}

/* The secret half of an EC or Ed25519 key tells the public one: take it from there, and
 * refuse another that the file may claim.  point has room for S2_POINT_MAX bytes, and
 * num->pub will lie there. */
static int derive_public(struct s2_key *key, struct s2_pknum *num, uint8_t *point)
{
    size_t n = S2_POINT_MAX;
    int rc = key->pk->get_public(key->secret, point, &n);

    if (rc)
        return rc;
    if (num->pub.n && !s2_span_eq(num->pub, s2_span(point, n)))
        return LIBSSH2_ERROR_INVAL;
    num->pub = s2_span(point, n);
    return 0;
}

/* Both halves; the blob of a private key always follows from its numbers. */
static int set_secret(struct s2_key *key, const struct s2_pknum *num)
{
    uint8_t point[S2_POINT_MAX];
    struct s2_pknum full = *num;
    int rc = key->pk->load_secret(&key->secret, num);

    if (!rc && key->pk->get_public)
        rc = derive_public(key, &full, point);
    return rc ? rc : set_public(key, &full);
}

/* A key without numbers yet, or NULL with *rc set. */
static struct s2_key *new_key(struct s2_mem *m, const struct s2_key_kind *kind, int *rc)
{
    const struct s2_pk *pk = s2_find_pk((enum s2_prim)kind->prim);
    struct s2_key *key;

    *rc = LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    if (!pk)
        return NULL;
    *rc = LIBSSH2_ERROR_ALLOC;
    key = s2_zalloc(m, sizeof(*key));
    if (!key)
        return NULL;
    key->m = m;
    key->kind = kind;
    key->pk = pk;
    *rc = 0;
    return key;
}

/* Hand over a finished key, or free what there is. */
static int settle(struct s2_key *made, int rc, struct s2_key **key)
{
    if (rc) {
        s2_key_free(made);
        return rc;
    }
    *key = made;
    return 0;
}

int s2_key_from_blob(struct s2_mem *m, struct s2_span blob, struct s2_key **key)
{
    struct s2_rd r = s2_rd(blob);
    struct s2_span name = s2_rd_str(&r);
    const struct s2_key_kind *kind = s2_key_kind_named(name);
    struct s2_pknum num;
    struct s2_key *made;
    int rc;

    *key = NULL;
    if (!s2_rd_ok(&r))
        return LIBSSH2_ERROR_HOSTKEY_INIT;
    if (!kind)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    if (!blob_numbers(kind, &r, &num) || s2_key_wrong((enum s2_prim)kind->prim, &num))
        return LIBSSH2_ERROR_HOSTKEY_INIT;
    made = new_key(m, kind, &rc);
    if (!made)
        return rc;
    rc = set_public(made, &num);
    if (rc && rc != LIBSSH2_ERROR_ALLOC && rc != LIBSSH2_ERROR_METHOD_NOT_SUPPORTED)
        rc = LIBSSH2_ERROR_HOSTKEY_INIT;
    return settle(made, rc, key);
}

int s2_key_from_numbers(struct s2_mem *m, enum s2_prim prim, const struct s2_pknum *num,
                        struct s2_key **key)
{
    const struct s2_key_kind *kind = s2_key_kind_of(prim);
    struct s2_pknum t = s2_num_trimmed(num, prim);
    struct s2_key *made;
    int rc;

    *key = NULL;
    if (!kind)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    if (num->d.n == 0 || s2_key_wrong(prim, num))
        return LIBSSH2_ERROR_INVAL;
    made = new_key(m, kind, &rc);
    if (!made)
        return rc;
    return settle(made, set_secret(made, &t), key);
}

void s2_key_free(struct s2_key *key)
{
    if (!key)
        return;
    key->pk->free(key->public);
    key->pk->free(key->secret);
    s2_free(key->m, key->blob);
    s2_wipe_free(key->m, key, sizeof(*key));
}

struct s2_span s2_key_blob(const struct s2_key *key)
{
    return s2_span(key->blob, key->blob_len);
}

enum s2_prim s2_key_prim(const struct s2_key *key)
{
    return (enum s2_prim)key->kind->prim;
}

unsigned s2_key_bits(const struct s2_key *key)
{
    return key->bits;
}

bool s2_key_fits(const struct s2_key *key, const struct s2_key_row *row)
{
    return row->prim == key->kind->prim && strcmp(row->blob, key->kind->name) == 0;
}

void s2_key_wrap_raw(enum s2_prim prim, struct s2_span raw, struct s2_wr *out)
{
    const struct s2_key_kind *kind = s2_key_kind_of(prim);
    size_t half = raw.n / 2;

    if (kind && kind->curve[0]) {
        s2_wr_mpint(out, s2_span(raw.p, half));
        s2_wr_mpint(out, s2_span(raw.p + half, raw.n - half));
    } else {
        s2_wr_raw(out, raw.p, raw.n);
    }
}

/* Bytes of a raw signature of this key: as long as the modulus, or r and s (Ed25519: R
 * and S, RFC 8032 section 5.1.6) of the field's width each. */
static size_t raw_len(const struct s2_key *key)
{
    return key->kind->prim == S2_RSA ? (key->bits + 7) / 8 : 2u * key->kind->field;
}

int s2_key_sign(struct s2_key *key, const struct s2_key_row *row, struct s2_span msg,
                struct s2_wr *out)
{
    uint8_t raw[S2_RSA_MAX_BITS / 8];
    size_t n = sizeof(raw), mark;
    enum s2_prim hash = (enum s2_prim)row->hash;
    int rc;

    if (!key->secret || !s2_key_fits(key, row))
        return LIBSSH2_ERROR_INVAL;
    rc = key->pk->sign(key->secret, hash, msg, raw, &n);
    if (!rc && n != raw_len(key))
        rc = LIBSSH2_ERROR_ENCRYPT;
    /* One wrong RSA signature, by a fault in a computation modulo p or q, tells the
     * primes to whoever sees it. */
    if (!rc && key->kind->prim == S2_RSA)
        rc = key->pk->verify(key->public, hash, msg, s2_span(raw, n));
    if (!rc) {
        s2_wr_cstr(out, row->name);
        mark = s2_wr_mark(out);
        s2_key_wrap_raw((enum s2_prim)key->kind->prim, s2_span(raw, n), out);
        s2_wr_close(out, mark);
        rc = s2_wr_ok(out) ? 0 : LIBSSH2_ERROR_ALLOC;
    }
    s2_wipe(raw, sizeof(raw));
    return rc;
}

/* Write a number right-aligned into `width` bytes; false if it is longer. */
static bool pad_left(uint8_t *to, size_t width, struct s2_span number)
{
    if (number.n > width)
        return false;
    memset(to, 0, width - number.n);
    if (number.n)
        memcpy(to + width - number.n, number.p, number.n);
    return true;
}

/* From the form inside a signature blob to that of the backend, raw_len bytes at raw.
 * False for every length that cannot be; whether the numbers are in range is left to
 * the backend, which knows the order of its curve. */
static bool unwrap_raw(const struct s2_key *key, struct s2_span sig, uint8_t *raw)
{
    size_t field = key->kind->field;
    struct s2_span r, s;
    struct s2_rd rd;

    if (key->kind->prim == S2_RSA)
        /* RFC 8017 wants the length of the modulus, but some implementations leave
         * leading zero bytes out. */
        return sig.n > 0 && pad_left(raw, raw_len(key), sig);
    if (!key->kind->curve[0])
        return sig.n == raw_len(key) && pad_left(raw, raw_len(key), sig);
    rd = s2_rd(sig);
    r = s2_rd_mpint(&rd);
    s = s2_rd_mpint(&rd);
    return s2_rd_done(&rd) && pad_left(raw, field, r) &&
           pad_left(raw + field, field, s);
}

int s2_key_verify(struct s2_key *key, const struct s2_key_row *row, struct s2_span msg,
                  struct s2_span signature)
{
    struct s2_rd r = s2_rd(signature);
    struct s2_span name = s2_rd_str(&r), sig = s2_rd_str(&r);
    uint8_t raw[S2_RSA_MAX_BITS / 8];
    int rc;

    if (!s2_rd_done(&r) || !s2_span_is(name, row->name) || !s2_key_fits(key, row) ||
        !unwrap_raw(key, sig, raw))
        return LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED;
    rc = key->pk->verify(key->public, (enum s2_prim)row->hash, msg,
                         s2_span(raw, raw_len(key)));
    /* Whatever went wrong, it did not verify; no other code may pass for a success. */
    if (rc && rc != LIBSSH2_ERROR_ALLOC)
        rc = LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED;
    return rc;
}
