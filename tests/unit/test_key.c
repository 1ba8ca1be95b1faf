/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Key objects: blobs, numbers, signing and above all what verification must refuse.
 * Foreign signatures come from ssh-keygen and openssl (tests/data/keyfile/). */
#include "t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rd.h"
#include "base/text.h"
#include "crypto/keyfile.h"

#define BAD LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED

/* Every signature algorithm with a key that makes it. */
static const struct {
    const char *row, *file;
    unsigned bits;
} algs[] = {
    {"ssh-ed25519", "ed25519", 256},
    {"ecdsa-sha2-nistp256", "p256", 256},
    {"ecdsa-sha2-nistp384", "p384", 384},
    {"ecdsa-sha2-nistp521", "p521", 521},
    {"rsa-sha2-512", "rsa", 2048},
    {"rsa-sha2-256", "rsa", 2048},
    {"ssh-rsa", "rsa", 2048},
    {"rsa-sha2-512", "rsa1031", 1031},
    {"rsa-sha2-256", "rsa1031", 1031},
};

#define ALGS (sizeof(algs) / sizeof(algs[0]))

static struct s2_mem mem(void)
{
    struct s2_mem m;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    return m;
}

static uint8_t *load(const char *name, const char *end, size_t *n)
{
    char path[128];

    snprintf(path, sizeof(path), "keyfile/%s%s", name, end);
    return t_load(path, n);
}

/* The private key of a fixture, NULL with the case failed. */
static struct s2_key *private_key(struct s2_mem *m, const char *name)
{
    struct s2_key *key = NULL;
    struct s2_err e;
    size_t n;
    uint8_t *text = load(name, ".openssh", &n);
    int rc = LIBSSH2_ERROR_FILE;

    if (text)
        rc = s2_keyfile_read(m, &e, s2_span(text, n), s2_span(NULL, 0), &key);
    free(text);
    if (rc)
        t_fail(__FILE__, __LINE__, "key %s: %d", name, rc);
    return key;
}

static const struct s2_key_row *row(const char *name)
{
    return s2_key_named(s2_span_str(name));
}

/* A key with both halves, its public half as from a server, and a signature. */
struct signer {
    struct s2_mem m;
    struct s2_key *secret, *public;
    const struct s2_key_row *row;
    struct s2_wr sig;
    struct s2_span raw; /* what stands behind the name */
};

static const struct s2_span msg = {(const uint8_t *)"some message", 12};

static void signer_free(struct signer *s)
{
    s2_wr_free(&s->sig);
    s2_key_free(s->secret);
    s2_key_free(s->public);
}

static void signer_make(struct signer *s, const char *row_name, const char *file)
{
    struct s2_rd r;

    memset(s, 0, sizeof(*s));
    s->m = mem();
    s->sig = s2_wr_growing(&s->m);
    s->row = row(row_name);
    T_OK(s->row != NULL);
    s->secret = private_key(&s->m, file);
    T_OK(s->secret != NULL);
    T_EQ(s2_key_from_blob(&s->m, s2_key_blob(s->secret), &s->public), 0);
    T_EQ(s2_key_sign(s->secret, s->row, msg, &s->sig), 0);
    r = s2_rd(s2_wr_span(&s->sig));
    T_OK(s2_span_is(s2_rd_str(&r), row_name));
    s->raw = s2_rd_str(&r);
    T_OK(s2_rd_done(&r));
}

/* Verify a signature blob built from a name and a raw part. */
static int verify_raw(struct signer *s, const char *name, struct s2_span raw)
{
    struct s2_wr w = s2_wr_growing(&s->m);
    int rc;

    s2_wr_cstr(&w, name);
    s2_wr_str(&w, raw);
    rc = s2_key_verify(s->public, s->row, msg, s2_wr_span(&w));
    s2_wr_free(&w);
    return rc;
}

/* ---- round trips */

static void check_round_trip(struct signer *s, unsigned bits)
{
    struct s2_span sig = s2_wr_span(&s->sig);
    struct s2_span blob = s2_key_blob(s->secret);

    T_MEM(blob.p, blob.n, s2_key_blob(s->public).p, s2_key_blob(s->public).n);
    T_EQ(s2_key_bits(s->secret), bits);
    T_EQ(s2_key_bits(s->public), bits);
    T_EQ(s2_key_prim(s->public), s->row->prim);
    T_EQ(s2_key_verify(s->public, s->row, msg, sig), 0);
    T_EQ(s2_key_verify(s->secret, s->row, msg, sig), 0);
    T_EQ(s2_key_verify(s->public, s->row, s2_span(msg.p, msg.n - 1), sig), BAD);
    T_EQ(s2_key_verify(s->public, s->row, s2_span(NULL, 0), sig), BAD);
}

T_CASE(signatures_verify)
{
    size_t i;

    for (i = 0; i < ALGS; i++) {
        struct signer s;

        signer_make(&s, algs[i].row, algs[i].file);
        if (!t_over())
            check_round_trip(&s, algs[i].bits);
        signer_free(&s);
        T_STOP;
    }
}

/* ---- by others */

/* Verify a file that "ssh-keygen -Y sign" made: its signed text is
 * "SSHSIG", namespace, reserved, hash name, hash of the message. */
static void check_sshsig(const char *file, const char *row_name)
{
    struct s2_mem m = mem();
    struct s2_wr body = s2_wr_growing(&m), text = s2_wr_growing(&m);
    struct s2_key *key = NULL;
    uint8_t digest[S2_HASH_MAX];
    struct s2_span part, blob, hash;
    size_t n = 0, len = 0;
    uint8_t *armour = load(file, ".sshsig", &n), *message = load("message", "", &len);
    const char *from, *to;
    struct s2_rd r;
    int rc = -1;

    from = armour ? strchr((const char *)armour, '\n') : NULL;
    to = from ? strstr(from, "-----END") : NULL;
    if (!to || !message || s2_base64_read(&body, s2_span(from, (size_t)(to - from))))
        goto out;
    r = s2_rd(s2_wr_span(&body));
    part = s2_rd_raw(&r, 6);
    s2_wr_raw(&text, part.p, part.n);
    s2_rd_skip(&r, 4);
    blob = s2_rd_str(&r);
    s2_wr_str(&text, s2_rd_str(&r)); /* namespace */
    s2_wr_str(&text, s2_rd_str(&r));
    hash = s2_rd_str(&r);
    s2_wr_str(&text, hash);
    part = s2_span(message, len);
    if (!s2_span_is(hash, "sha512") || s2_digest(&m, S2_SHA512, &part, 1, digest))
        goto out;
    s2_wr_str(&text, s2_span(digest, 64));
    rc = s2_key_from_blob(&m, blob, &key);
    if (!rc)
        rc = s2_key_verify(key, row(row_name), s2_wr_span(&text), s2_rd_str(&r));
out:
    s2_key_free(key);
    s2_wr_free(&body);
    s2_wr_free(&text);
    free(armour);
    free(message);
    if (rc)
        T_FAIL("%s.sshsig: %d", file, rc);
}

T_CASE(signatures_of_ssh_keygen_verify)
{
    check_sshsig("ed25519", "ssh-ed25519");
    T_STOP;
    check_sshsig("p256", "ecdsa-sha2-nistp256");
    T_STOP;
    check_sshsig("p384", "ecdsa-sha2-nistp384");
    T_STOP;
    check_sshsig("p521", "ecdsa-sha2-nistp521");
    T_STOP;
    check_sshsig("rsa", "rsa-sha2-512");
}

/* PKCS#1 v1.5 is deterministic: ours must equal openssl's. */
static void check_same_as_openssl(const char *file, const char *end,
                                  const char *row_name)
{
    struct s2_mem m = mem();
    struct s2_wr sig = s2_wr_growing(&m);
    size_t n = 0, len = 0;
    uint8_t *theirs = load(file, end, &n), *message = load("message", "", &len);
    struct s2_key *key = private_key(&m, file);
    struct s2_span ours;
    struct s2_rd r;
    int rc = -1;

    if (theirs && message && key)
        rc = s2_key_sign(key, row(row_name), s2_span(message, len), &sig);
    if (!rc) {
        r = s2_rd(s2_wr_span(&sig));
        (void)s2_rd_str(&r);
        ours = s2_rd_str(&r);
        (void)t_mem(__FILE__, __LINE__, end, ours.p, ours.n, theirs, n);
    }
    s2_wr_free(&sig);
    s2_key_free(key);
    free(theirs);
    free(message);
    T_EQ(rc, 0);
}

T_CASE(rsa_signs_as_openssl_does)
{
    static const char *const keys[] = {"rsa", "rsa1031"};
    size_t i;

    for (i = 0; i < 2; i++) {
        check_same_as_openssl(keys[i], ".sig-sha1", "ssh-rsa");
        T_STOP;
        check_same_as_openssl(keys[i], ".sig-sha256", "rsa-sha2-256");
        T_STOP;
        check_same_as_openssl(keys[i], ".sig-sha512", "rsa-sha2-512");
        T_STOP;
    }
}

/* ---- refusals */

static void check_damage(struct signer *s)
{
    struct s2_span sig = s2_wr_span(&s->sig);
    size_t i;

    for (i = 0; i < sig.n; i++) {
        T_EQ(s2_key_verify(s->public, s->row, msg, s2_span(sig.p, i)), BAD);
        s->sig.base[i] = (uint8_t)(s->sig.base[i] ^ 1u << i % 8);
        if (s2_key_verify(s->public, s->row, msg, sig) != BAD)
            T_FAIL("%s: a changed byte %lu is taken", s->row->name, (unsigned long)i);
        s->sig.base[i] = (uint8_t)(s->sig.base[i] ^ 1u << i % 8);
    }
    s2_wr_u8(&s->sig, 0);
    T_EQ(s2_key_verify(s->public, s->row, msg, s2_wr_span(&s->sig)), BAD);
}

T_CASE(any_change_of_a_signature_is_refused)
{
    size_t i;

    for (i = 0; i < ALGS; i++) {
        struct signer s;

        signer_make(&s, algs[i].row, algs[i].file);
        if (!t_over())
            check_damage(&s);
        signer_free(&s);
        T_STOP;
    }
}

static void check_names(struct signer *s)
{
    struct s2_span sig = s2_wr_span(&s->sig);

    /* A downgrade: the signature is right, but not of the algorithm agreed on. */
    T_EQ(s2_key_verify(s->public, row("rsa-sha2-256"), msg, sig), BAD);
    T_EQ(s2_key_verify(s->public, row("ssh-rsa"), msg, sig), BAD);
    T_EQ(s2_key_verify(s->public, row("ssh-ed25519"), msg, sig), BAD);
    T_EQ(verify_raw(s, "rsa-sha2-512", s->raw), 0);
    T_EQ(verify_raw(s, "rsa-sha2-256", s->raw), BAD);
    T_EQ(verify_raw(s, "ssh-rsa", s->raw), BAD);
    T_EQ(verify_raw(s, "", s->raw), BAD);
}

T_CASE(another_name_is_refused)
{
    struct signer s;

    signer_make(&s, "rsa-sha2-512", "rsa");
    if (!t_over())
        check_names(&s);
    signer_free(&s);
}

static void check_other_key(struct signer *s, struct signer *other)
{
    T_EQ(s2_key_verify(other->public, s->row, msg, s2_wr_span(&s->sig)), BAD);
    T_EQ(s2_key_verify(s->public, other->row, msg, s2_wr_span(&other->sig)), BAD);
    T_OK(!s2_key_fits(s->public, row("ecdsa-sha2-nistp384")));
    T_OK(s2_key_fits(s->public, s->row));
}

T_CASE(another_keys_signature_is_refused)
{
    struct signer a, b;

    signer_make(&a, "rsa-sha2-512", "rsa");
    signer_make(&b, "rsa-sha2-512", "rsa1031");
    if (!t_over())
        check_other_key(&a, &b);
    signer_free(&a);
    signer_free(&b);
    T_STOP;
    signer_make(&a, "ecdsa-sha2-nistp256", "p256");
    signer_make(&b, "ssh-ed25519", "ed25519");
    if (!t_over())
        check_other_key(&a, &b);
    signer_free(&a);
    signer_free(&b);
}

/* ---- the forms of RSA signatures */

/* Some writers drop leading zero bytes, and RFC 4253 does not forbid it. The modulus
 * of 1031 bits has 7 bits in its top byte, so a zero there comes once in about 100. */
static void check_short_rsa(struct signer *s)
{
    uint8_t text[4], longer[260];
    struct s2_span sig, m = {text, 4};
    struct s2_rd r;
    uint32_t i;

    for (i = 0; i < 5000; i++) {
        s2_put_u32(text, i);
        s->sig.p = s->sig.base;
        T_EQ(s2_key_sign(s->secret, s->row, m, &s->sig), 0);
        r = s2_rd(s2_wr_span(&s->sig));
        (void)s2_rd_str(&r);
        sig = s2_rd_str(&r);
        T_EQ(sig.n, 129);
        if (sig.p[0] == 0)
            break;
    }
    T_OK(i < 5000);
    longer[0] = 0;
    memcpy(longer + 1, sig.p, sig.n);
    s->sig.p = s->sig.base;
    s2_wr_cstr(&s->sig, s->row->name);
    s2_wr_str(&s->sig, s2_span(longer + 2, 128));
    T_EQ(s2_key_verify(s->public, s->row, m, s2_wr_span(&s->sig)), 0);
    s->sig.p = s->sig.base;
    s2_wr_cstr(&s->sig, s->row->name);
    s2_wr_str(&s->sig, s2_span(longer, 130));
    T_EQ(s2_key_verify(s->public, s->row, m, s2_wr_span(&s->sig)), BAD);
}

T_CASE(rsa_may_be_short_but_not_long)
{
    struct signer s;

    signer_make(&s, "rsa-sha2-256", "rsa1031");
    if (!t_over())
        check_short_rsa(&s);
    signer_free(&s);
}

static void check_odd_rsa(struct signer *s)
{
    uint8_t big[4096];

    memset(big, 0, sizeof(big));
    T_EQ(verify_raw(s, s->row->name, s2_span(NULL, 0)), BAD);
    T_EQ(verify_raw(s, s->row->name, s2_span(big, 1)), BAD);
    T_EQ(verify_raw(s, s->row->name, s2_span(big, 256)), BAD);
    T_EQ(verify_raw(s, s->row->name, s2_span(big, 257)), BAD);
    T_EQ(verify_raw(s, s->row->name, s2_span(big, sizeof(big))), BAD);
    big[255] = 1;
    T_EQ(verify_raw(s, s->row->name, s2_span(big, 256)), BAD);
    memset(big, 0xff, sizeof(big)); /* above the modulus */
    T_EQ(verify_raw(s, s->row->name, s2_span(big, 256)), BAD);
}

T_CASE(odd_rsa_signatures_are_refused)
{
    struct signer s;

    signer_make(&s, "rsa-sha2-512", "rsa");
    if (!t_over())
        check_odd_rsa(&s);
    signer_free(&s);
}

/* ---- the forms of EC signatures */

static int verify_rs(struct signer *s, struct s2_span r, struct s2_span t, int trailing)
{
    struct s2_wr w = s2_wr_growing(&s->m);
    int rc;

    s2_wr_str(&w, r);
    s2_wr_str(&w, t);
    if (trailing)
        s2_wr_u8(&w, 0);
    rc = verify_raw(s, s->row->name, s2_wr_span(&w));
    s2_wr_free(&w);
    return rc;
}

static void check_ec_forms(struct signer *s)
{
    struct s2_rd rd = s2_rd(s->raw);
    struct s2_span r = s2_rd_str(&rd), t = s2_rd_str(&rd), zero = s2_span("", 1);
    struct s2_span none = s2_span(NULL, 0), minus = s2_span("\xff", 1);
    uint8_t longer[140];
    size_t pad = 67 - r.n;

    memset(longer, 0, sizeof(longer));
    memcpy(longer + pad, r.p, r.n);
    T_EQ(verify_rs(s, r, t, 0), 0);
    T_EQ(verify_rs(s, s2_span(longer, 67), t, 0), 0); /* zeros do not change r */
    T_EQ(verify_rs(s, r, t, 1), BAD);
    T_EQ(verify_rs(s, t, r, 0), BAD);
    T_EQ(verify_rs(s, none, none, 0), BAD);
    T_EQ(verify_rs(s, zero, zero, 0), BAD);
    T_EQ(verify_rs(s, r, none, 0), BAD);
    T_EQ(verify_rs(s, none, t, 0), BAD);
    T_EQ(verify_rs(s, minus, t, 0), BAD);
    longer[0] = 1; /* r and a high byte: one byte more than the field */
    T_EQ(verify_rs(s, s2_span(longer, 67), t, 0), BAD);
    T_EQ(verify_rs(s, r, s2_span(longer, 67), 0), BAD);
    memset(longer, 0x7f, sizeof(longer));
    T_EQ(verify_rs(s, s2_span(longer, 140), t, 0), BAD);
    T_EQ(verify_raw(s, s->row->name, none), BAD);
}

T_CASE(ec_signatures_are_two_numbers_of_the_field)
{
    size_t i;

    for (i = 0; i < ALGS; i++) {
        struct signer s;

        if (strncmp(algs[i].row, "ecdsa", 5) != 0)
            continue;
        signer_make(&s, algs[i].row, algs[i].file);
        if (!t_over())
            check_ec_forms(&s);
        signer_free(&s);
        T_STOP;
    }
}

/* A right signature under the name of another algorithm, which was agreed on. */
T_CASE(a_row_of_another_kind_is_refused)
{
    struct signer s;
    int rc = 0;

    signer_make(&s, "ssh-ed25519", "ed25519");
    if (!t_over()) {
        s.row = row("rsa-sha2-512");
        rc = verify_raw(&s, "rsa-sha2-512", s.raw);
    }
    signer_free(&s);
    T_STOP;
    T_EQ(rc, BAD);
}

/* Unlike with RSA, a leading zero byte is not to be left out (1 signature in 256). */
static void check_short_ed25519(struct signer *s)
{
    uint8_t text[4];
    struct s2_span sig, m = {text, 4};
    struct s2_wr w = s2_wr_growing(&s->m);
    struct s2_rd r;
    uint32_t i;
    int rc = 0;

    for (i = 0; i < 20000; i++) {
        s2_put_u32(text, i);
        s->sig.p = s->sig.base;
        if (s2_key_sign(s->secret, s->row, m, &s->sig))
            break;
        r = s2_rd(s2_wr_span(&s->sig));
        (void)s2_rd_str(&r);
        sig = s2_rd_str(&r);
        if (sig.p[0])
            continue;
        s2_wr_cstr(&w, s->row->name);
        s2_wr_str(&w, s2_span(sig.p + 1, 63));
        rc = s2_key_verify(s->public, s->row, m, s2_wr_span(&w));
        break;
    }
    s2_wr_free(&w);
    T_EQ(rc, BAD);
}

T_CASE(a_short_ed25519_signature_is_refused)
{
    struct signer s;

    signer_make(&s, "ssh-ed25519", "ed25519");
    if (!t_over())
        check_short_ed25519(&s);
    signer_free(&s);
}

T_CASE(ed25519_signatures_are_64_bytes)
{
    struct signer s;
    uint8_t raw[65] = {0};
    int exact = -1, shorter = -1, longer = -1;

    signer_make(&s, "ssh-ed25519", "ed25519");
    if (s.raw.n == 64) {
        memcpy(raw, s.raw.p, 64);
        exact = verify_raw(&s, "ssh-ed25519", s2_span(raw, 64));
        shorter = verify_raw(&s, "ssh-ed25519", s2_span(raw, 63));
        longer = verify_raw(&s, "ssh-ed25519", s2_span(raw, 65));
    }
    signer_free(&s);
    T_STOP;
    T_EQ(exact, 0);
    T_EQ(shorter, BAD);
    T_EQ(longer, BAD);
}

T_CASE(raw_signatures_are_wrapped)
{
    static const uint8_t raw[8] = {0x80, 1, 2, 3, 0, 0, 0x7f, 4};
    uint8_t out[64];
    struct s2_wr w = s2_wr_fixed(out, sizeof(out));

    s2_key_wrap_raw(S2_P256, s2_span(raw, 8), &w);
    T_MEM(out, s2_wr_len(&w), "\0\0\0\5\0\x80\1\2\3\0\0\0\2\x7f\4", 15);
    w = s2_wr_fixed(out, sizeof(out));
    s2_key_wrap_raw(S2_ED25519, s2_span(raw, 8), &w);
    T_MEM(out, s2_wr_len(&w), raw, 8);
    w = s2_wr_fixed(out, sizeof(out));
    s2_key_wrap_raw(S2_RSA, s2_span(raw, 8), &w);
    T_MEM(out, s2_wr_len(&w), raw, 8);
}

static void check_signing_refusals(struct signer *s)
{
    size_t before = s2_wr_len(&s->sig);

    T_EQ(s2_key_sign(s->public, s->row, msg, &s->sig), LIBSSH2_ERROR_INVAL);
    T_EQ(s2_key_sign(s->secret, row("rsa-sha2-256"), msg, &s->sig),
         LIBSSH2_ERROR_INVAL);
    T_EQ(s2_key_sign(s->secret, row("ecdsa-sha2-nistp384"), msg, &s->sig),
         LIBSSH2_ERROR_INVAL);
    T_EQ(s2_wr_len(&s->sig), before);
}

T_CASE(signing_needs_the_secret_of_that_kind)
{
    struct signer s;

    signer_make(&s, "ecdsa-sha2-nistp256", "p256");
    if (!t_over())
        check_signing_refusals(&s);
    signer_free(&s);
}

/* ---- public blobs */

/* What from_blob says to an RSA blob of these numbers. */
static int rsa_blob(struct s2_span e, struct s2_span n)
{
    struct s2_mem m = mem();
    struct s2_wr w = s2_wr_growing(&m);
    struct s2_key *key = NULL;
    int rc;

    s2_wr_cstr(&w, "ssh-rsa");
    s2_wr_str(&w, e);
    s2_wr_str(&w, n);
    rc = s2_key_from_blob(&m, s2_wr_span(&w), &key);
    s2_wr_free(&w);
    s2_key_free(key);
    return rc;
}

T_CASE(impossible_rsa_blobs_are_refused)
{
    const int bad = LIBSSH2_ERROR_HOSTKEY_INIT;
    const struct s2_span f4 = s2_span("\1\0\1", 3);
    uint8_t n[2060];

    memset(n, 0x55, sizeof(n)); /* odd; 0x55 has 7 bits */
    T_EQ(rsa_blob(f4, s2_span(n, 256)), 0);
    T_EQ(rsa_blob(f4, s2_span(n, 128)), bad); /* 1023 bits */
    T_EQ(rsa_blob(f4, s2_span(n, 129)), 0);
    T_EQ(rsa_blob(f4, s2_span(n, 2048)), 0);
    T_EQ(rsa_blob(f4, s2_span(n, 2049)), bad); /* 16391 bits */
    T_EQ(rsa_blob(f4, s2_span(n, 0)), bad);
    T_EQ(rsa_blob(s2_span("", 0), s2_span(n, 256)), bad);
    T_EQ(rsa_blob(s2_span("\1", 1), s2_span(n, 256)), bad);
    T_EQ(rsa_blob(s2_span("\3", 1), s2_span(n, 256)), 0);
    T_EQ(rsa_blob(s2_span("\4", 1), s2_span(n, 256)), bad);
    T_EQ(rsa_blob(s2_span("\xff", 1), s2_span(n, 256)), bad); /* negative */
    T_EQ(rsa_blob(s2_span(n, 32), s2_span(n, 256)), 0);
    T_EQ(rsa_blob(s2_span(n, 33), s2_span(n, 256)), bad); /* e of 263 bits */
    n[255] = 0x54;
    T_EQ(rsa_blob(f4, s2_span(n, 256)), bad); /* even */
    n[255] = 0x55;
    n[0] = 0xd5;
    T_EQ(rsa_blob(f4, s2_span(n, 256)), bad); /* negative */
}

static int ec_blob(const char *name, const char *curve, struct s2_span point,
                   size_t cut)
{
    struct s2_mem m = mem();
    struct s2_wr w = s2_wr_growing(&m);
    struct s2_key *key = NULL;
    struct s2_span blob;
    int rc;

    s2_wr_cstr(&w, name);
    if (curve)
        s2_wr_cstr(&w, curve);
    s2_wr_str(&w, point);
    blob = s2_wr_span(&w);
    rc = s2_key_from_blob(&m, s2_span(blob.p, blob.n - cut), &key);
    s2_wr_free(&w);
    s2_key_free(key);
    return rc;
}

T_CASE(impossible_ec_blobs_are_refused)
{
    const int bad = LIBSSH2_ERROR_HOSTKEY_INIT;
    const char *name = "ecdsa-sha2-nistp256", *curve = "nistp256";
    uint8_t p[140] = {0};
    struct s2_mem m = mem();
    struct s2_key *key = private_key(&m, "p256");
    struct s2_span blob;

    T_OK(key != NULL);
    blob = s2_key_blob(key);
    memcpy(p, blob.p + blob.n - 65, 65);
    s2_key_free(key);
    T_EQ(ec_blob(name, curve, s2_span(p, 65), 0), 0);
    T_EQ(ec_blob(name, "nistp384", s2_span(p, 65), 0), bad);
    T_EQ(ec_blob("ecdsa-sha2-nistp384", "nistp384", s2_span(p, 65), 0), bad);
    T_EQ(ec_blob(name, NULL, s2_span(p, 65), 0), bad);
    T_EQ(ec_blob(name, curve, s2_span(p, 64), 0), bad);
    T_EQ(ec_blob(name, curve, s2_span(p, 66), 0), bad);
    T_EQ(ec_blob(name, curve, s2_span(p, 0), 0), bad);
    p[64] ^= 1;
    T_EQ(ec_blob(name, curve, s2_span(p, 65), 0), bad); /* not on the curve */
    p[64] ^= 1;
    p[0] = (uint8_t)(2 + (p[64] & 1));
    T_EQ(ec_blob(name, curve, s2_span(p, 33), 0), bad); /* compressed */
    memset(p, 0, sizeof(p));
    T_EQ(ec_blob(name, curve, s2_span(p, 65), 0), bad);
    T_EQ(ec_blob(name, curve, s2_span(p, 1), 0), bad); /* infinity */
    T_EQ(ec_blob("ssh-ed25519", NULL, s2_span(p, 31), 0), bad);
    T_EQ(ec_blob("ssh-ed25519", NULL, s2_span(p, 33), 0), bad);
    T_EQ(ec_blob("ssh-dss", NULL, s2_span(p, 33), 0),
         LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
}

static void check_blob_cuts(const char *file)
{
    struct s2_mem m = mem();
    struct s2_key *key = private_key(&m, file), *again = NULL;
    uint8_t blob[700] = {0};
    size_t n, i;
    int rc;

    T_OK(key != NULL);
    n = s2_key_blob(key).n;
    memcpy(blob, s2_key_blob(key).p, n);
    s2_key_free(key);
    for (i = 0; i <= n + 1; i++) {
        rc = s2_key_from_blob(&m, s2_span(blob, i), &again);
        s2_key_free(again);
        if ((rc == 0) != (i == n))
            T_FAIL("%s: %lu of %lu bytes gave %d", file, (unsigned long)i,
                   (unsigned long)n, rc);
    }
}

T_CASE(cut_and_lengthened_blobs_are_refused)
{
    static const char *const names[] = {"ed25519", "p256", "p384", "p521", "rsa"};
    size_t i;

    for (i = 0; i < 5; i++) {
        check_blob_cuts(names[i]);
        T_STOP;
    }
}

/* ---- private numbers */

/* The numbers of an openssh file without a cipher, found behind the public blob. */
struct numbers {
    struct s2_wr body;
    struct s2_pknum num;
};

static void rsa_numbers(struct s2_mem *m, struct numbers *out)
{
    size_t n = 0;
    uint8_t *text = load("rsa", ".openssh", &n);
    const char *from = text ? strchr((const char *)text, '\n') : NULL;
    const char *to = from ? strstr(from, "-----END") : NULL;
    struct s2_rd r, in;

    memset(out, 0, sizeof(*out));
    out->body = s2_wr_growing(m);
    T_OK(to && s2_base64_read(&out->body, s2_span(from, (size_t)(to - from))) == 0);
    free(text);
    r = s2_rd(s2_wr_span(&out->body));
    s2_rd_skip(&r, 15);
    (void)s2_rd_str(&r);
    (void)s2_rd_str(&r);
    (void)s2_rd_str(&r);
    s2_rd_skip(&r, 4);
    (void)s2_rd_str(&r);
    in = s2_rd(s2_rd_str(&r));
    s2_rd_skip(&in, 8);
    (void)s2_rd_str(&in);
    out->num.n = s2_rd_mpint(&in);
    out->num.e = s2_rd_mpint(&in);
    out->num.d = s2_rd_mpint(&in);
    out->num.iqmp = s2_rd_mpint(&in);
    out->num.p = s2_rd_mpint(&in);
    out->num.q = s2_rd_mpint(&in);
    T_OK(s2_rd_ok(&in));
}

static int from_numbers(struct s2_mem *m, enum s2_prim prim, const struct s2_pknum *num)
{
    struct s2_key *key = NULL;
    int rc = s2_key_from_numbers(m, prim, num, &key);

    s2_key_free(key);
    return rc;
}

static void check_rsa_numbers(struct s2_mem *m, const struct s2_pknum *good)
{
    const int bad = LIBSSH2_ERROR_INVAL;
    uint8_t changed[300] = {0};
    struct s2_pknum num = *good;

    T_EQ(from_numbers(m, S2_RSA, &num), 0);
    memcpy(changed + 4, good->n.p, good->n.n);
    num.n = s2_span(changed, good->n.n + 4); /* leading zeros are no change */
    T_EQ(from_numbers(m, S2_RSA, &num), 0);
    changed[40] = (uint8_t)(changed[40] ^ 1);
    T_EQ(from_numbers(m, S2_RSA, &num), bad);
    T_STR(s2_key_wrong(S2_RSA, &num), "RSA modulus is not the product of the primes");
    num = *good;
    num.p = good->q;
    T_EQ(from_numbers(m, S2_RSA, &num), bad);
    num = *good;
    num.q = s2_span(NULL, 0);
    T_EQ(from_numbers(m, S2_RSA, &num), bad);
    num = *good;
    num.iqmp = s2_span(NULL, 0);
    T_EQ(from_numbers(m, S2_RSA, &num), bad);
    num = *good;
    num.d = s2_span(NULL, 0);
    T_EQ(from_numbers(m, S2_RSA, &num), bad);
    num = *good;
    num.e = s2_span("\4", 1);
    T_EQ(from_numbers(m, S2_RSA, &num), bad);
}

T_CASE(rsa_numbers_must_belong_together)
{
    struct s2_mem m = mem();
    struct numbers nums;

    rsa_numbers(&m, &nums);
    if (!t_over())
        check_rsa_numbers(&m, &nums.num);
    s2_wr_free(&nums.body);
}

/* A private exponent that is not that of e gives signatures that are wrong; no such
 * one may leave. */
static void check_faulty_signature(struct s2_mem *m, const struct s2_pknum *good)
{
    uint8_t d[300], out[600];
    struct s2_pknum num = *good;
    struct s2_wr w = s2_wr_fixed(out, sizeof(out));
    struct s2_key *key = NULL;
    int rc;

    memcpy(d, good->d.p, good->d.n);
    d[good->d.n - 1] = (uint8_t)(d[good->d.n - 1] ^ 2);
    num.d = s2_span(d, good->d.n);
    rc = s2_key_from_numbers(m, S2_RSA, &num, &key);
    if (rc == 0)
        rc = s2_key_sign(key, row("rsa-sha2-256"), msg, &w);
    s2_key_free(key);
    T_OK(rc != 0);
    T_EQ(s2_wr_len(&w), 0);
}

T_CASE(a_wrong_rsa_signature_does_not_leave)
{
    struct s2_mem m = mem();
    struct numbers nums;

    rsa_numbers(&m, &nums);
    if (!t_over())
        check_faulty_signature(&m, &nums.num);
    s2_wr_free(&nums.body);
}

T_CASE(ec_numbers_must_belong_together)
{
    const int bad = LIBSSH2_ERROR_INVAL;
    struct s2_mem m = mem();
    struct s2_pknum num;
    uint8_t d[68] = {0}, pub[65];
    struct s2_key *key = NULL;

    memset(&num, 0, sizeof(num));
    d[31] = 1;
    num.d = s2_span(d, 32);
    T_EQ(s2_key_from_numbers(&m, S2_P256, &num, &key), 0);
    memcpy(pub, s2_key_blob(key).p + s2_key_blob(key).n - 65, 65);
    s2_key_free(key);
    /* d = 1 gives the base point (SEC 2, section 2.4.2). */
    T_MEM(pub, 9, "\x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47", 9);
    num.pub = s2_span(pub, 65);
    T_EQ(from_numbers(&m, S2_P256, &num), 0);
    d[31] = 2;
    T_EQ(from_numbers(&m, S2_P256, &num), bad);
    num.pub = s2_span(NULL, 0);
    T_EQ(from_numbers(&m, S2_P256, &num), 0);
    d[31] = 0;
    T_EQ(from_numbers(&m, S2_P256, &num), bad);
    memset(d, 0xff, 32); /* above the order */
    T_OK(from_numbers(&m, S2_P256, &num) != 0);
    num.d = s2_span(d, 33);
    d[32] = 1;
    T_EQ(from_numbers(&m, S2_P256, &num), bad);
    num.d = s2_span(d, 31);
    T_EQ(from_numbers(&m, S2_ED25519, &num), bad);
    T_EQ(from_numbers(&m, S2_X25519, &num), LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
}

/* Why not, whatever a backend would say. */
static const char *why(enum s2_prim prim, struct s2_span n, struct s2_span e,
                       struct s2_span pub, struct s2_span d)
{
    struct s2_pknum num;

    memset(&num, 0, sizeof(num));
    num.n = n;
    num.e = e;
    num.pub = pub;
    num.d = d;
    return s2_key_wrong(prim, &num);
}

T_CASE(reasons_are_given)
{
    static const uint8_t zeros[32];
    const struct s2_span none = s2_span(NULL, 0), three = s2_span("\3", 1);
    uint8_t n[256];

    memset(n, 0x55, sizeof(n));
    T_OK(why(S2_RSA, s2_span(n, 256), three, none, none) == NULL);
    T_STR(why(S2_RSA, s2_span(n, 256), s2_span("\2", 1), none, none),
          "RSA public exponent is even, or below 3");
    T_STR(why(S2_RSA, s2_span(n, 256), s2_span("\1", 1), none, none),
          "RSA public exponent is even, or below 3");
    T_STR(why(S2_RSA, s2_span(n, 256), none, none, none),
          "RSA public exponent is even, or below 3");
    n[255] = 0x54;
    T_STR(why(S2_RSA, s2_span(n, 256), three, none, none), "RSA modulus is even");
    n[0] = 2;
    T_STR(why(S2_P256, none, none, s2_span(n, 65), none),
          "EC point is not an uncompressed one of its curve");
    n[0] = 4;
    T_OK(why(S2_P256, none, none, s2_span(n, 65), none) == NULL);
    T_STR(why(S2_P256, none, none, none, s2_span(zeros, 32)),
          "EC private number is zero, or longer than its curve's");
    T_STR(why(S2_P256, none, none, none, none),
          "EC point is not an uncompressed one of its curve");
    T_STR(why(S2_X25519, none, none, none, none), "key kind is not known");
}

T_CASE(kinds_are_found)
{
    T_OK(s2_key_kind_named(s2_span_str("ssh-rsa"))->prim == S2_RSA);
    T_STR(s2_key_kind_of(S2_P384)->curve, "nistp384");
    T_OK(s2_key_kind_named(s2_span_str("rsa-sha2-256")) == NULL);
    T_OK(s2_key_kind_of(S2_X25519) == NULL);
    s2_key_free(NULL);
}

T_SUITE(key) = {
    T_RUN(signatures_verify),
    T_RUN(signatures_of_ssh_keygen_verify),
    T_RUN(rsa_signs_as_openssl_does),
    T_RUN(any_change_of_a_signature_is_refused),
    T_RUN(another_name_is_refused),
    T_RUN(another_keys_signature_is_refused),
    T_RUN(rsa_may_be_short_but_not_long),
    T_RUN(odd_rsa_signatures_are_refused),
    T_RUN(ec_signatures_are_two_numbers_of_the_field),
    T_RUN(a_row_of_another_kind_is_refused),
    T_RUN(a_short_ed25519_signature_is_refused),
    T_RUN(ed25519_signatures_are_64_bytes),
    T_RUN(raw_signatures_are_wrapped),
    T_RUN(signing_needs_the_secret_of_that_kind),
    T_RUN(impossible_rsa_blobs_are_refused),
    T_RUN(impossible_ec_blobs_are_refused),
    T_RUN(cut_and_lengthened_blobs_are_refused),
    T_RUN(rsa_numbers_must_belong_together),
    T_RUN(a_wrong_rsa_signature_does_not_leave),
    T_RUN(ec_numbers_must_belong_together),
    T_RUN(reasons_are_given),
    T_RUN(kinds_are_found),
    T_END,
};
