/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See key.h. */
#include "crypto/key.h"
#include "base/rd.h"

/* FIPS 186 allows public exponents up to 256 bits; a longer one only makes each
 * verification slow, at the peer's will. */
#define RSA_E_MAX_BITS 256

struct s2_key {
    struct s2_mem *m;
    const struct s2_key_kind *kind;
    const struct s2_pk *pk;
    void *public, *secret; /* the backend's; secret NULL for a public key */
    uint8_t *blob;
    size_t blob_len;
    unsigned bits;
};

static const struct s2_key_kind kinds[] = {
    {"ssh-ed25519", "", S2_ED25519, 256, 32},
    {"ecdsa-sha2-nistp256", "nistp256", S2_P256, 256, 32},
    {"ecdsa-sha2-nistp384", "nistp384", S2_P384, 384, 48},
    {"ecdsa-sha2-nistp521", "nistp521", S2_P521, 521, 66},
    {"ssh-rsa", "", S2_RSA, 0, 0},
};

const struct s2_key_kind *s2_key_kind_named(struct s2_span name)
{
    size_t i;

    for (i = 0; i < S2_COUNT(kinds); i++)
        if (s2_span_is(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

const struct s2_key_kind *s2_key_kind_of(enum s2_prim prim)
{
    size_t i;

    for (i = 0; i < S2_COUNT(kinds); i++)
        if (kinds[i].prim == prim)
            return &kinds[i];
    return NULL;
}

/* The number without leading zero bytes. */
static struct s2_span trim(struct s2_span s)
{
    while (s.n && s.p[0] == 0) {
        s.p++;
        s.n--;
    }
    return s;
}

/* Bits of a trimmed number. */
static unsigned bit_length(struct s2_span s)
{
    unsigned bits = 0;
    uint8_t top;

    if (s.n == 0)
        return 0;
    for (top = s.p[0]; top; top = (uint8_t)(top >> 1))
        bits++;
    return bits + 8 * (unsigned)s2_min(s.n - 1, 1u << 20);
}

static struct s2_pknum trimmed(const struct s2_pknum *num, bool rsa)
{
    struct s2_pknum t = *num;

    if (rsa) {
        t.n = trim(t.n);
        t.e = trim(t.e);
        t.d = trim(t.d);
        t.p = trim(t.p);
        t.q = trim(t.q);
        t.iqmp = trim(t.iqmp);
    }
    return t;
}

/* The number modulo a small m < 2^16. */
static uint32_t residue(struct s2_span s, uint32_t m)
{
    uint32_t r = 0;
    size_t i;

    for (i = 0; i < s.n; i++)
        r = (r << 8 | s.p[i]) % m;
    return r;
}

/* Does n = p * q hold modulo two primes below 2^16?  A file in which one of the three
 * was damaged passes with a chance of 2^-32; signing verifies anyway. */
static bool product_fits(struct s2_span n, struct s2_span p, struct s2_span q)
{
    static const uint32_t moduli[] = {65521, 65519};
    size_t i;

    for (i = 0; i < S2_COUNT(moduli); i++) {
        uint32_t m = moduli[i];
        /* Below 2^32, as both factors are below 2^16. */
        if (residue(p, m) * residue(q, m) % m != residue(n, m))
            return false;
    }
    return true;
}

static const char *rsa_public_wrong(struct s2_span n, struct s2_span e)
{
    if (bit_length(n) < S2_RSA_MIN_BITS)
        return "RSA modulus is shorter than 1024 bits";
    if (bit_length(n) > S2_RSA_MAX_BITS)
        return "RSA modulus is longer than 16384 bits";
    if (!(n.p[n.n - 1] & 1))
        return "RSA modulus is even";
    if (bit_length(e) > RSA_E_MAX_BITS)
        return "RSA public exponent is longer than 256 bits";
    if (bit_length(e) < 2 || !(e.p[e.n - 1] & 1))
        return "RSA public exponent is even, or below 3";
    return NULL;
}

static const char *rsa_secret_wrong(const struct s2_pknum *num)
{
    if (!num->d.n || !num->p.n || !num->q.n || !num->iqmp.n)
        return "RSA private numbers are not complete";
    if (num->d.n > num->n.n || num->p.n > num->n.n || num->q.n > num->n.n ||
        num->iqmp.n > num->p.n)
        return "RSA private number is longer than it can be";
    if (!(num->p.p[num->p.n - 1] & 1) || !(num->q.p[num->q.n - 1] & 1))
        return "RSA prime is even";
    if (!product_fits(num->n, num->p, num->q))
        return "RSA modulus is not the product of the primes";
    return NULL;
}

static const char *point_wrong(const struct s2_key_kind *kind, struct s2_span pub)
{
    if (kind->prim == S2_ED25519)
        return pub.n == kind->field ? NULL : "Ed25519 public key is not 32 bytes";
    if (pub.n != 2u * kind->field + 1 || pub.p[0] != 4)
        return "EC point is not an uncompressed one of its curve";
    return NULL;
}

static const char *scalar_wrong(const struct s2_key_kind *kind, struct s2_span d)
{
    if (kind->prim == S2_ED25519)
        return d.n == kind->field ? NULL : "Ed25519 seed is not 32 bytes";
    if (trim(d).n == 0 || trim(d).n > kind->field)
        return "EC private number is zero, or longer than its curve's";
    return NULL;
}

const char *s2_key_wrong(enum s2_prim prim, const struct s2_pknum *num)
{
    const struct s2_key_kind *kind = s2_key_kind_of(prim);
    struct s2_pknum t = trimmed(num, prim == S2_RSA);
    bool secret = num->d.n > 0;
    const char *why = NULL;

    if (!kind)
        return "key kind is not known";
    if (prim == S2_RSA) {
        why = rsa_public_wrong(t.n, t.e);
        return why || !secret ? why : rsa_secret_wrong(&t);
    }
    if (secret)
        why = scalar_wrong(kind, num->d);
    if (!why && (num->pub.n || !secret))
        why = point_wrong(kind, num->pub);
    return why;
}

/* Read the numbers that stand behind the name in a blob. */
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
    key->bits = key->kind->prim == S2_RSA ? bit_length(num->n) : key->kind->bits;
    memset(&pub, 0, sizeof(pub));
    pub.n = num->n;
    pub.e = num->e;
    pub.pub = num->pub;
    return key->pk->load_public(&key->public, &pub);
}

/* The secret half of an EC or Ed25519 key tells the public one: take it from there,
 * and refuse another that the file may claim. */
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
    struct s2_pknum t = trimmed(num, prim == S2_RSA);
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

/* Bytes of a raw signature of this key. */
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
 */
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
    if (rc && rc != LIBSSH2_ERROR_ALLOC)
        rc = LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED;
    return rc;
}
