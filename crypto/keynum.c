/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The kinds of key, and which numbers cannot be a key; see key.h.  Judged here before a
 * backend sees them, so that all backends refuse the same ones. */
#include "crypto/key.h"

/* FIPS 186 allows public exponents up to 256 bits; a longer one only makes each
 * verification slow, at the peer's will. */
#define RSA_E_MAX_BITS 256

/* Sizes of the curves: SEC 2; Ed25519 is counted as 256 bits, as by ssh-keygen. */
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

unsigned s2_num_bits(struct s2_span s)
{
    unsigned bits = 0;
    uint8_t top;

    if (s.n == 0)
        return 0;
    for (top = s.p[0]; top; top = (uint8_t)(top >> 1))
        bits++;
    return bits + 8 * (unsigned)s2_min(s.n - 1, 1u << 20);
}

struct s2_pknum s2_num_trimmed(const struct s2_pknum *num, enum s2_prim prim)
{
    struct s2_pknum t = *num;

    if (prim == S2_RSA) {
        t.n = trim(t.n);
        t.e = trim(t.e);
        t.d = trim(t.d);
        t.p = trim(t.p);
        t.q = trim(t.q);
        t.iqmp = trim(t.iqmp);
    }
    return t;
}

/* The number modulo a small m < 2^16, a byte at a time; so no step exceeds 24 bits. */
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

/* n and e trimmed. */
static const char *rsa_public_wrong(struct s2_span n, struct s2_span e)
{
    if (s2_num_bits(n) < S2_RSA_MIN_BITS)
        return "RSA modulus is shorter than 1024 bits";
    if (s2_num_bits(n) > S2_RSA_MAX_BITS)
        return "RSA modulus is longer than 16384 bits";
    if (!(n.p[n.n - 1] & 1))
        return "RSA modulus is even";
    if (s2_num_bits(e) > RSA_E_MAX_BITS)
        return "RSA public exponent is longer than 256 bits";
    if (s2_num_bits(e) < 2 || !(e.p[e.n - 1] & 1))
        return "RSA public exponent is even, or below 3";
    return NULL;
}

/* Lengths, and what multiplication tells.  That d and iqmp are right is seen when a
 * signature is verified before it leaves. */
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

/* RFC 5656 section 3.1 allows compressed points, but nobody sends them. */
static const char *point_wrong(const struct s2_key_kind *kind, struct s2_span pub)
{
    if (kind->prim == S2_ED25519)
        return pub.n == kind->field ? NULL : "Ed25519 public key is not 32 bytes";
    if (pub.n != 2u * kind->field + 1 || pub.p[0] != 4)
        return "EC point is not an uncompressed one of its curve";
    return NULL;
}

/* Whether d is below the order of the curve is the backend's to say. */
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
    struct s2_pknum t = s2_num_trimmed(num, prim);
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
