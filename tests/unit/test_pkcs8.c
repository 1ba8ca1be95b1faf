/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* DER key layouts and PBES2 with one fault each, made here: what ssh-keygen and openssl
 * would never write. */
#include "t.h"

#include <stdio.h>
#include <string.h>

#include "crypto/asn1.h"
#include "crypto/pbes2.h"
#include "crypto/pbkdf2.h"
#include "crypto/pkcs8.h"

#define OID_P256    "\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define OID_P384    "\x2b\x81\x04\x00\x22"
#define OID_EC      "\x2a\x86\x48\xce\x3d\x02\x01"
#define OID_ED25519 "\x2b\x65\x70"
#define OID_PBES2   "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"
#define OID_PBKDF2  "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"
#define OID_SHA256  "\x2a\x86\x48\x86\xf7\x0d\x02\x09"
#define OID_AES128  "\x60\x86\x48\x01\x65\x03\x04\x01\x02"

/* A piece of DER, built from the inside out. */
struct der {
    uint8_t p[400];
    size_t n;
};

static struct der empty(void)
{
    struct der d;

    memset(&d, 0, sizeof(d));
    return d;
}

/* Append an element. */
static void put(struct der *to, uint8_t tag, const void *p, size_t n)
{
    to->p[to->n++] = tag;
    if (n >= 128)
        to->p[to->n++] = 0x81;
    to->p[to->n++] = (uint8_t)n;
    memcpy(to->p + to->n, p, n);
    to->n += n;
}

static void put_der(struct der *to, uint8_t tag, const struct der *in)
{
    put(to, tag, in->p, in->n);
}

static void put_int(struct der *to, unsigned v)
{
    uint8_t b[4];
    size_t zeros = 0;

    s2_put_u32(b, v);
    while (zeros < 3 && b[zeros] == 0 && b[zeros + 1] < 0x80)
        zeros++;
    put(to, S2_DER_INTEGER, b + zeros, 4 - zeros);
}

#define PUT_OID(to, oid) put(to, S2_DER_OID, oid, sizeof(oid) - 1)

/* Parse and compare code and words. */
static void expect(s2_der_key_fn *read, const struct der *d, int code,
                   const char *words)
{
    struct s2_keynum key;
    struct s2_err e;
    int rc;

    s2_err_clear(&e);
    rc = read(&e, s2_span(d->p, d->n), &key);
    if (rc != code || !strstr(e.text, words))
        T_FAIL("got %d \"%s\", wanted %d \"%s\"", rc, e.text, code, words);
}

/* ---- SEC1 */

enum ec_fault { EC_GOOD, EC_VERSION, EC_NO_CURVE, EC_BITS, EC_MORE, EC_AFTER, EC_NO_D };

static struct der sec1(enum ec_fault f)
{
    struct der in = empty(), out = empty(), part;

    put_int(&in, f == EC_VERSION ? 2 : 1);
    put(&in, S2_DER_OCTETS, "12345678901234567890123456789012", f == EC_NO_D ? 0 : 32);
    if (f != EC_NO_CURVE) {
        part = empty();
        PUT_OID(&part, OID_P256);
        put_der(&in, S2_DER_CONTEXT(0), &part);
    }
    part = empty();
    put(&part, S2_DER_BITS, f == EC_BITS ? "\1\4xxx" : "\0\4xxx", 5);
    put_der(&in, S2_DER_CONTEXT(1), &part);
    if (f == EC_MORE)
        put_int(&in, 0);
    put_der(&out, S2_DER_SEQUENCE, &in);
    if (f == EC_AFTER)
        put_int(&out, 0);
    return out;
}

T_CASE(sec1_faults)
{
    const int bad = LIBSSH2_ERROR_FILE;
    struct der d = sec1(EC_GOOD);

    expect(s2_sec1_read, &d, 0, "");
    d = sec1(EC_VERSION);
    expect(s2_sec1_read, &d, bad, "SEC1: the DER inside is damaged");
    d = sec1(EC_NO_CURVE);
    expect(s2_sec1_read, &d, bad, "without a curve");
    d = sec1(EC_BITS);
    expect(s2_sec1_read, &d, bad, "damaged");
    d = sec1(EC_MORE);
    expect(s2_sec1_read, &d, bad, "damaged");
    d = sec1(EC_AFTER);
    expect(s2_sec1_read, &d, bad, "damaged");
    d = sec1(EC_NO_D);
    expect(s2_sec1_read, &d, bad, "damaged");
}

/* ---- PKCS#8 */

enum p8_fault {
    P8_GOOD,
    P8_VERSION,
    P8_OTHER_CURVE,
    P8_NO_CURVE,
    P8_PARAMS_MORE,
    P8_MORE,
    P8_AFTER,
    P8_ATTRIBUTES,
    P8_ALG
};

static struct der pkcs8(enum p8_fault f)
{
    struct der in = empty(), out = empty(), alg = empty(), key = sec1(EC_GOOD);

    put_int(&in, f == P8_VERSION ? 2 : 0);
    if (f == P8_ALG)
        PUT_OID(&alg, "\x2a\x03\x04");
    else
        PUT_OID(&alg, OID_EC);
    if (f == P8_OTHER_CURVE)
        PUT_OID(&alg, OID_P384);
    else if (f != P8_NO_CURVE)
        PUT_OID(&alg, OID_P256);
    if (f == P8_PARAMS_MORE)
        put(&alg, S2_DER_NULL, "", 0);
    put_der(&in, S2_DER_SEQUENCE, &alg);
    put_der(&in, S2_DER_OCTETS, &key);
    if (f == P8_ATTRIBUTES)
        put(&in, S2_DER_CONTEXT(0), "", 0);
    if (f == P8_MORE)
        put_int(&in, 0);
    put_der(&out, S2_DER_SEQUENCE, &in);
    if (f == P8_AFTER)
        put_int(&out, 0);
    return out;
}

T_CASE(pkcs8_faults)
{
    const int bad = LIBSSH2_ERROR_FILE;
    struct der d = pkcs8(P8_GOOD);

    expect(s2_pkcs8_read, &d, 0, "");
    d = pkcs8(P8_ATTRIBUTES);
    expect(s2_pkcs8_read, &d, 0, "");
    d = pkcs8(P8_VERSION);
    expect(s2_pkcs8_read, &d, bad, "PKCS#8: the DER inside is damaged");
    d = pkcs8(P8_OTHER_CURVE);
    expect(s2_pkcs8_read, &d, bad, "names two curves");
    d = pkcs8(P8_NO_CURVE);
    expect(s2_pkcs8_read, &d, bad, "damaged");
    d = pkcs8(P8_PARAMS_MORE);
    expect(s2_pkcs8_read, &d, bad, "damaged");
    d = pkcs8(P8_MORE);
    expect(s2_pkcs8_read, &d, bad, "damaged");
    d = pkcs8(P8_AFTER);
    expect(s2_pkcs8_read, &d, bad, "damaged");
    d = pkcs8(P8_ALG);
    expect(s2_pkcs8_read, &d, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, "1.2.3.4");
}

/* RFC 8410 with the public half in version 2. */
static struct der ed25519(unsigned version, size_t seed, size_t pub, int params)
{
    static const uint8_t bytes[64] = {0};
    struct der in = empty(), out = empty(), alg = empty(), key = empty();

    put_int(&in, version);
    PUT_OID(&alg, OID_ED25519);
    if (params)
        put(&alg, S2_DER_NULL, "", 0);
    put_der(&in, S2_DER_SEQUENCE, &alg);
    put(&key, S2_DER_OCTETS, bytes, seed);
    put_der(&in, S2_DER_OCTETS, &key);
    if (pub)
        put(&in, S2_DER_CONTEXT_P(1), bytes, pub);
    put_der(&out, S2_DER_SEQUENCE, &in);
    return out;
}

T_CASE(ed25519_carries_its_public_half)
{
    struct der d = ed25519(1, 32, 33, 0);
    struct s2_keynum key;
    struct s2_err e;

    T_EQ(s2_pkcs8_read(&e, s2_span(d.p, d.n), &key), 0);
    T_EQ(key.num.d.n, 32);
    T_EQ(key.num.pub.n, 32);
    T_OK(s2_key_wrong(S2_ED25519, &key.num) == NULL);
    d = ed25519(0, 32, 33, 0); /* version 1 has no such field */
    expect(s2_pkcs8_read, &d, LIBSSH2_ERROR_FILE, "damaged");
    d = ed25519(0, 32, 0, 1);
    expect(s2_pkcs8_read, &d, LIBSSH2_ERROR_FILE, "damaged");
    d = ed25519(0, 31, 0, 0);
    T_EQ(s2_pkcs8_read(&e, s2_span(d.p, d.n), &key), 0);
    T_STR(s2_key_wrong(S2_ED25519, &key.num), "Ed25519 seed is not 32 bytes");
}

/* ---- PKCS#1 */

static struct der pkcs1(unsigned version, unsigned numbers, int after)
{
    struct der in = empty(), out = empty();

    put_int(&in, version);
    while (numbers--)
        put_int(&in, 5);
    put_der(&out, S2_DER_SEQUENCE, &in);
    if (after)
        put_int(&out, 0);
    return out;
}

T_CASE(pkcs1_faults)
{
    struct der d = pkcs1(0, 8, 0);

    expect(s2_pkcs1_read, &d, 0, "");
    d = pkcs1(0, 7, 0);
    expect(s2_pkcs1_read, &d, LIBSSH2_ERROR_FILE, "PKCS#1: the DER inside is damaged");
    d = pkcs1(0, 9, 0);
    expect(s2_pkcs1_read, &d, LIBSSH2_ERROR_FILE, "damaged");
    d = pkcs1(0, 8, 1);
    expect(s2_pkcs1_read, &d, LIBSSH2_ERROR_FILE, "damaged");
    d = pkcs1(2, 8, 0);
    expect(s2_pkcs1_read, &d, LIBSSH2_ERROR_FILE, "damaged");
    d = pkcs1(1, 8, 0);
    expect(s2_pkcs1_read, &d, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, "two primes");
}

/* ---- PBES2 */

struct pbes {
    size_t iv, data;
    unsigned iterations, key_len; /* key_len 0: left out */
    int kdf, scheme, after, params;
};

static struct der pbes2(const struct pbes *s)
{
    static const uint8_t bytes[64] = {0};
    struct der kdf = empty(), kdf_params = empty(), prf = empty(), enc = empty();
    struct der params = empty(), alg = empty(), in = empty(), out = empty();

    put(&kdf_params, S2_DER_OCTETS, "saltsalt", 8);
    put_int(&kdf_params, s->iterations);
    if (s->key_len)
        put_int(&kdf_params, s->key_len);
    PUT_OID(&prf, OID_SHA256);
    put(&prf, S2_DER_NULL, "", 0);
    put_der(&kdf_params, S2_DER_SEQUENCE, &prf);
    if (s->kdf)
        PUT_OID(&kdf, "\x2a\x05");
    else
        PUT_OID(&kdf, OID_PBKDF2);
    put_der(&kdf, S2_DER_SEQUENCE, &kdf_params);
    PUT_OID(&enc, OID_AES128);
    put(&enc, S2_DER_OCTETS, bytes, s->iv);
    put_der(&params, S2_DER_SEQUENCE, &kdf);
    put_der(&params, S2_DER_SEQUENCE, &enc);
    if (s->params)
        put_int(&params, 0);
    if (s->scheme)
        PUT_OID(&alg, "\x2a\x06");
    else
        PUT_OID(&alg, OID_PBES2);
    put_der(&alg, S2_DER_SEQUENCE, &params);
    put_der(&in, S2_DER_SEQUENCE, &alg);
    put(&in, S2_DER_OCTETS, bytes, s->data);
    put_der(&out, S2_DER_SEQUENCE, &in);
    if (s->after)
        put_int(&out, 0);
    return out;
}

static void expect_pbes2(const struct pbes *s, int code, const char *words)
{
    struct der d = pbes2(s);
    struct s2_span plain;
    struct s2_err e;
    struct s2_mem m;
    struct s2_wr w;
    int rc;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    s2_err_clear(&e);
    w = s2_wr_growing(&m);
    rc = s2_pbes2_open(&m, &e, s2_span(d.p, d.n), s2_span_str("pass"), &w, &plain);
    s2_wr_free(&w);
    if (rc != code || !strstr(e.text, words))
        T_FAIL("got %d \"%s\", wanted %d \"%s\"", rc, e.text, code, words);
}

T_CASE(pbes2_faults)
{
    const int bad = LIBSSH2_ERROR_FILE, no = LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    const struct pbes good = {16, 32, 2, 0, 0, 0, 0, 0};
    struct pbes s = good;

    /* As far as the passphrase, which is as wrong as any. */
    expect_pbes2(&s, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED, "wrong passphrase");
    s.key_len = 16;
    expect_pbes2(&s, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED, "wrong passphrase");
    s.key_len = 32;
    expect_pbes2(&s, bad, "description");
    s = good;
    s.iv = 15;
    expect_pbes2(&s, bad, "description");
    s = good;
    s.after = 1;
    expect_pbes2(&s, bad, "description");
    s = good;
    s.params = 1;
    expect_pbes2(&s, bad, "description");
    s = good;
    s.data = 31;
    expect_pbes2(&s, bad, "whole blocks");
    s.data = 0;
    expect_pbes2(&s, bad, "whole blocks");
    s = good;
    s.iterations = 0;
    expect_pbes2(&s, bad, "0 iterations");
    s.iterations = S2_PBKDF2_MAX + 1;
    expect_pbes2(&s, bad, "iterations are outside");
    s = good;
    s.kdf = 1;
    expect_pbes2(&s, no, "key derivation 1.2.5");
    s = good;
    s.scheme = 1;
    expect_pbes2(&s, no, "encryption scheme 1.2.6");
}

T_SUITE(pkcs8) = {
    T_RUN(sec1_faults),  T_RUN(pkcs8_faults), T_RUN(ed25519_carries_its_public_half),
    T_RUN(pkcs1_faults), T_RUN(pbes2_faults), T_END,
};
