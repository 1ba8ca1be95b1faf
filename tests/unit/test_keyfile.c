/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Key files made by ssh-keygen and openssl (tests/data/keyfile/make_fixtures.sh):
 * every kind, format and cipher; and what must be refused, with which code and text. */
#include "t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/keyfile.h"

/* The fuzzer's entry under a name of its own, as the test program holds many. */
#define LLVMFuzzerTestOneInput fuzz_keyfile
#include "fuzz/fuzz_keyfile.c"

#define PASS "correct horse"

static const struct file {
    const char *name, *pub;
    int encrypted;
} files[] = {
    {"ed25519.openssh", "ed25519", 0},
    {"p256.openssh", "p256", 0},
    {"p384.openssh", "p384", 0},
    {"p521.openssh", "p521", 0},
    {"rsa.openssh", "rsa", 0},
    {"rsa1031.openssh", "rsa1031", 0},
    {"rsa.pkcs1", "rsa", 0},
    {"rsa.pkcs8", "rsa", 0},
    {"rsa1031.pkcs1", "rsa1031", 0},
    {"p256.sec1", "p256", 0},
    {"p384.sec1", "p384", 0},
    {"p521.sec1", "p521", 0},
    {"p256.pkcs8", "p256", 0},
    {"p384.pkcs8", "p384", 0},
    {"p521.pkcs8", "p521", 0},
    {"edpkcs8.pkcs8", "edpkcs8", 0},
    {"p256.sec1-nopublic", "p256", 0},
    {"p256.sec1-compressed", "p256", 0},
    {"p256.sec1-params", "p256", 0},
    {"p256.sec1-text", "p256", 0},
    {"ed25519.openssh-crlf", "ed25519", 0},
    {"ed25519.openssh-around", "ed25519", 0},
    {"p384.pkcs8-nonewline", "p384", 0},
    {"p521.openssh-mark", "p521", 0},
    {"rsa.pkcs1-blanks", "rsa", 0},
    {"ed25519.openssh-aes128-ctr", "ed25519", 1},
    {"ed25519.openssh-aes192-ctr", "ed25519", 1},
    {"ed25519.openssh-aes256-ctr", "ed25519", 1},
    {"ed25519.openssh-aes128-cbc", "ed25519", 1},
    {"ed25519.openssh-aes192-cbc", "ed25519", 1},
    {"ed25519.openssh-aes256-cbc", "ed25519", 1},
    {"ed25519.openssh-aes128-gcm", "ed25519", 1},
    {"ed25519.openssh-aes256-gcm", "ed25519", 1},
    {"ed25519.openssh-chacha20-poly1305", "ed25519", 1},
    {"ed25519.openssh-3des-cbc", "ed25519", 1},
    {"p256.openssh-default", "p256", 1},
    {"p384.openssh-default", "p384", 1},
    {"p521.openssh-default", "p521", 1},
    {"rsa.openssh-default", "rsa", 1},
    {"rsa.dek-aes128", "rsa", 1},
    {"rsa.dek-aes192", "rsa", 1},
    {"rsa.dek-aes256", "rsa", 1},
    {"rsa.dek-des3", "rsa", 1},
    {"rsa.dek-crlf", "rsa", 1},
    {"p256.dek-aes128", "p256", 1},
    {"p256.dek-aes192", "p256", 1},
    {"p256.dek-aes256", "p256", 1},
    {"p256.dek-des3", "p256", 1},
    {"p256.pbes2-aes-128-cbc-SHA1", "p256", 1},
    {"p256.pbes2-aes-128-cbc-SHA256", "p256", 1},
    {"p256.pbes2-aes-128-cbc-SHA384", "p256", 1},
    {"p256.pbes2-aes-128-cbc-SHA512", "p256", 1},
    {"p256.pbes2-aes-192-cbc-SHA1", "p256", 1},
    {"p256.pbes2-aes-192-cbc-SHA256", "p256", 1},
    {"p256.pbes2-aes-192-cbc-SHA384", "p256", 1},
    {"p256.pbes2-aes-192-cbc-SHA512", "p256", 1},
    {"p256.pbes2-aes-256-cbc-SHA1", "p256", 1},
    {"p256.pbes2-aes-256-cbc-SHA256", "p256", 1},
    {"p256.pbes2-aes-256-cbc-SHA384", "p256", 1},
    {"p256.pbes2-aes-256-cbc-SHA512", "p256", 1},
    {"p256.pbes2-des-ede3-cbc-SHA1", "p256", 1},
    {"p256.pbes2-des-ede3-cbc-SHA256", "p256", 1},
    {"p256.pbes2-des-ede3-cbc-SHA384", "p256", 1},
    {"p256.pbes2-des-ede3-cbc-SHA512", "p256", 1},
    {"p384.pbes2-default", "p384", 1},
    {"p521.pbes2-default", "p521", 1},
    {"rsa.pbes2-default", "rsa", 1},
    {"edpkcs8.pbes2-default", "edpkcs8", 1},
};

#define FILES (sizeof(files) / sizeof(files[0]))

/* An allocator that counts what is live, and fails at the n-th request. */
struct counter {
    long live, requests, fail_at; /* fail_at 0: never */
};

static void *count_alloc(size_t n, void **abstract)
{
    struct counter *c = *abstract;
    void *p;

    if (++c->requests == c->fail_at)
        return NULL;
    p = malloc(n);
    c->live += p != NULL;
    return p;
}

static void count_free(void *p, void **abstract)
{
    struct counter *c = *abstract;

    c->live -= p != NULL;
    free(p);
}

/* A file of the fixtures, whole. */
struct text {
    uint8_t *p;
    size_t n;
};

static struct text load(const char *name)
{
    struct text t;
    char path[128];

    snprintf(path, sizeof(path), "keyfile/%s", name);
    t.p = t_load(path, &t.n);
    return t;
}

static int read_text(struct s2_mem *m, struct s2_err *e, const void *p, size_t n,
                     const char *pass, struct s2_key **key)
{
    s2_err_clear(e);
    return s2_keyfile_read(m, e, s2_span(p, n), s2_span_str(pass), key);
}

static struct s2_mem plain_mem(void)
{
    struct s2_mem m;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    return m;
}

static void expect_blob(struct s2_mem *m, const struct s2_key *key, const char *pub)
{
    struct s2_wr w = s2_wr_growing(m);
    struct text line;
    struct s2_err e;
    char name[64];
    int rc;

    snprintf(name, sizeof(name), "%s.pub", pub);
    line = load(name);
    T_OK(line.p != NULL);
    rc = s2_pubfile_read(&e, s2_span(line.p, line.n), &w);
    free(line.p);
    if (rc)
        t_fail(__FILE__, __LINE__, "%s: %s", name, e.text);
    else
        (void)t_mem(__FILE__, __LINE__, pub, s2_key_blob(key).p, s2_key_blob(key).n,
                    s2_wr_span(&w).p, s2_wr_len(&w));
    s2_wr_free(&w);
}

static void expect_loads(const struct file *f)
{
    struct s2_mem m = plain_mem();
    struct text t = load(f->name);
    struct s2_key *key = NULL;
    struct s2_err e;
    int rc;

    T_OK(t.p != NULL);
    rc = read_text(&m, &e, t.p, t.n, f->encrypted ? PASS : "", &key);
    free(t.p);
    if (rc)
        T_FAIL("%s: %d %s", f->name, rc, e.text);
    expect_blob(&m, key, f->pub);
    s2_key_free(key);
    T_STOP;
}

T_CASE(every_format_gives_the_public_half)
{
    size_t i;

    for (i = 0; i < FILES; i++) {
        expect_loads(&files[i]);
        T_STOP;
    }
}

/* The file under that passphrase fails with that code, and the text holds the words. */
static void expect_refused(const char *name, const char *pass, int code,
                           const char *words)
{
    struct s2_mem m = plain_mem();
    struct text t = load(name);
    struct s2_key *key = NULL;
    struct s2_err e;
    int rc;

    T_OK(t.p != NULL);
    rc = read_text(&m, &e, t.p, t.n, pass, &key);
    free(t.p);
    if (rc == 0)
        s2_key_free(key);
    if (rc != code || key || !strstr(e.text, words))
        T_FAIL("%s: got %d \"%s\", wanted %d \"%s\"", name, rc, e.text, code, words);
}

T_CASE(wrong_or_missing_passphrase_is_told_apart)
{
    const int auth = LIBSSH2_ERROR_KEYFILE_AUTH_FAILED;
    size_t i;

    for (i = 0; i < FILES; i++) {
        if (!files[i].encrypted)
            continue;
        expect_refused(files[i].name, "", auth, "no passphrase");
        expect_refused(files[i].name, "correct horsf", auth, "wrong passphrase");
        T_STOP;
    }
}

T_CASE(a_passphrase_for_a_plain_file_is_ignored)
{
    struct s2_mem m = plain_mem();
    struct s2_key *key = NULL;
    struct text t = load("p256.sec1");
    struct s2_err e;
    int rc;

    T_OK(t.p != NULL);
    rc = read_text(&m, &e, t.p, t.n, "not needed", &key);
    free(t.p);
    s2_key_free(key);
    T_EQ(rc, 0);
}

T_CASE(what_is_not_used_here_is_refused_by_name)
{
    const int no = LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, bad = LIBSSH2_ERROR_FILE;

    expect_refused("refused.rsa768", "", bad, "shorter than 1024 bits");
    expect_refused("refused.primes", "", no, "more than two primes");
    expect_refused("refused.pss", "", no, "1.2.840.113549.1.1.10");
    expect_refused("refused.x25519", "", no, "1.3.101.110");
    expect_refused("refused.ed448", "", no, "1.3.101.113");
    expect_refused("refused.k1", "", no, "EC curve 1.3.132.0.10");
    expect_refused("refused.explicit", "", no, "explicit curve parameters");
    expect_refused("refused.pbes1", PASS, no, "1.2.840.113549.1.12.1.3");
    expect_refused("refused.scrypt", PASS, no, "1.3.6.1.4.1.11591.4.11");
    expect_refused("refused.dsa", "", no, "1.2.840.10040.4.1");
    expect_refused("refused.cert", "", bad, "CERTIFICATE");
    expect_refused("rsa.pub", "", bad, "a public key");
    expect_refused("message", "", bad, "no line");
}

static void expect_text_refused(const char *text, int code, const char *words)
{
    struct s2_mem m = plain_mem();
    struct s2_key *key = NULL;
    struct s2_err e;
    int rc = read_text(&m, &e, text, strlen(text), "", &key);

    s2_key_free(key);
    if (rc != code || !strstr(e.text, words))
        T_FAIL("got %d \"%s\", wanted %d \"%s\"", rc, e.text, code, words);
}

T_CASE(odd_files_are_refused_by_name)
{
    const int no = LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, bad = LIBSSH2_ERROR_FILE;

    expect_text_refused("", bad, "no line");
    expect_text_refused("PuTTY-User-Key-File-3: ssh-rsa\n", bad, "PuTTY");
    expect_text_refused("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n", bad, "SSH.COM");
    expect_text_refused("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n"
                        "-----END DSA PRIVATE KEY-----\n",
                        no, "DSA PRIVATE KEY");
    expect_text_refused(
        "-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: RC2-CBC,00\n\nAAAA\n"
        "-----END RSA PRIVATE KEY-----\n",
        no, "RC2-CBC");
    expect_text_refused("-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-128-CBC,00\n\n"
                        "AAAA\n-----END RSA PRIVATE KEY-----\n",
                        bad, "IV in DEK-Info");
    expect_text_refused("-----BEGIN RSA PRIVATE KEY-----\n"
                        "DEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n\n"
                        "AAAA\n-----END RSA PRIVATE KEY-----\n",
                        bad, "whole blocks");
    expect_text_refused("-----BEGIN RSA PRIVATE KEY-----\n"
                        "DEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F00\n\n"
                        "AAAA\n-----END RSA PRIVATE KEY-----\n",
                        bad, "IV in DEK-Info");
    expect_text_refused("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n"
                        "-----END RSA PRIVATE KEY-----\n",
                        bad, "PKCS#1");
}

/* ---- openssh-key-v1 containers made here, to reach what ssh-keygen never writes */

static const uint8_t ed_seed[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60,
                                    0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
                                    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19,
                                    0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
/* RFC 8032 section 7.1, test 1. */
static const uint8_t ed_pub[32] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
                                   0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
                                   0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
                                   0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};

/* What to do wrong. */
enum fault {
    NO_FAULT,
    BAD_MAGIC,
    TWO_KEYS,
    BAD_CIPHER,
    KDF_WITHOUT_CIPHER,
    OPTIONS_WITHOUT_KDF,
    BAD_CHECK,
    BAD_PAD,
    LONG_PAD,
    NO_PAD,
    OTHER_PUBLIC,
    OTHER_HALF,
    WRONG_PUBLIC,
    SK_KIND,
    DSS_KIND,
    TRAILING,
    BAD_KDF,
    ROUNDS_0,
    ROUNDS_MANY,
    OPTIONS_CUT,
    OPTIONS_MORE,
    NO_SALT,
    NOT_BLOCKS,
    TAG_MISSING,
    TAG_LONG,
    TAG_NOT_WANTED
};

static void write_private(struct s2_wr *w, enum fault f)
{
    uint8_t pub[32];
    size_t mark = s2_wr_mark(w), start = s2_wr_len(w), n, i;

    memcpy(pub, ed_pub, 32);
    pub[31] = (uint8_t)(pub[31] ^ (f == WRONG_PUBLIC));
    s2_wr_u32(w, 0x01020304);
    s2_wr_u32(w, 0x01020304 + (f == BAD_CHECK));
    s2_wr_cstr(w, f == SK_KIND    ? "sk-ssh-ed25519@openssh.com"
                  : f == DSS_KIND ? "ssh-dss"
                                  : "ssh-ed25519");
    s2_wr_str(w, s2_span(pub, 32));
    s2_wr_u32(w, 64);
    s2_wr_raw(w, ed_seed, 32);
    pub[0] = (uint8_t)(pub[0] ^ (f == OTHER_HALF));
    s2_wr_raw(w, pub, 32);
    s2_wr_cstr(w, "comment");
    n = (8 - (s2_wr_len(w) - start) % 8) % 8 + (f == LONG_PAD ? 8 : 0);
    for (i = 1; i <= n && f != NO_PAD; i++)
        s2_wr_u8(w, (uint8_t)(i + (f == BAD_PAD && i == n)));
    s2_wr_close(w, mark);
}

/* Cipher, KDF and its options. */
static void write_lock(struct s2_wr *w, enum fault f)
{
    const char *cipher = "none", *kdf = "none";
    size_t mark;

    if (f >= BAD_KDF || f == KDF_WITHOUT_CIPHER)
        kdf = f == BAD_KDF ? "md5" : "bcrypt";
    if (f >= BAD_KDF)
        cipher = "aes256-ctr";
    if (f == TAG_MISSING || f == TAG_LONG)
        cipher = "aes256-gcm@openssh.com";
    s2_wr_cstr(w, f == BAD_CIPHER ? "rot13" : cipher);
    s2_wr_cstr(w, kdf);
    mark = s2_wr_mark(w);
    if (f >= BAD_KDF) {
        s2_wr_cstr(w, f == NO_SALT ? "" : "salt of 16 bytes");
        if (f == OPTIONS_CUT)
            s2_wr_raw(w, "", 1);
        else
            s2_wr_u32(w, f == ROUNDS_0 ? 0 : f == ROUNDS_MANY ? 0x7fffffff : 2);
        if (f == OPTIONS_MORE)
            s2_wr_u8(w, 0);
    }
    if (f == OPTIONS_WITHOUT_KDF)
        s2_wr_u8(w, 0);
    s2_wr_close(w, mark);
}

/* The whole container; with a cipher its private part is 32 bytes of noise. */
static void write_box(struct s2_wr *w, enum fault f)
{
    size_t mark;

    s2_wr_raw(w, f == BAD_MAGIC ? "openssh-key-v2" : "openssh-key-v1", 15);
    write_lock(w, f);
    s2_wr_u32(w, f == TWO_KEYS ? 2 : 1);
    mark = s2_wr_mark(w);
    s2_wr_cstr(w, "ssh-ed25519");
    s2_wr_str(w, s2_span(f == OTHER_PUBLIC ? ed_seed : ed_pub, 32));
    s2_wr_close(w, mark);
    if (f < BAD_KDF)
        write_private(w, f);
    else
        s2_wr_str(w, s2_span(ed_seed, f == NOT_BLOCKS ? 31 : 32));
    if (f == TRAILING || f == TAG_NOT_WANTED)
        s2_wr_u8(w, 0);
    if (f == TAG_LONG)
        s2_wr_zero(w, 17);
}

static int read_box_text(struct s2_err *e, enum fault f)
{
    struct s2_mem m = plain_mem();
    struct s2_wr box = s2_wr_growing(&m), text = s2_wr_growing(&m);
    struct s2_key *key = NULL;
    int rc;

    write_box(&box, f);
    s2_wr_raw(&text, "-----BEGIN OPENSSH PRIVATE KEY-----\n", 36);
    s2_base64_write(&text, s2_wr_span(&box));
    s2_wr_raw(&text, "\n-----END OPENSSH PRIVATE KEY-----", 34);
    rc = read_text(&m, e, text.base, s2_wr_len(&text), f >= BAD_KDF ? PASS : "", &key);
    s2_key_free(key);
    s2_wr_free(&box);
    s2_wr_free(&text);
    return rc;
}

static void expect_box(enum fault f, int code, const char *words)
{
    struct s2_err e;
    int rc;

    s2_err_clear(&e);
    rc = read_box_text(&e, f);
    if (rc != code || !strstr(e.text, words))
        T_FAIL("fault %d: got %d \"%s\", wanted %d \"%s\"", (int)f, rc, e.text, code,
               words);
}

T_CASE(openssh_container_is_checked)
{
    const int no = LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, bad = LIBSSH2_ERROR_FILE;

    expect_box(NO_FAULT, 0, "");
    expect_box(BAD_MAGIC, bad, "mark");
    expect_box(TWO_KEYS, no, "2 keys");
    expect_box(BAD_CIPHER, no, "rot13");
    expect_box(KDF_WITHOUT_CIPHER, bad, "container");
    expect_box(OPTIONS_WITHOUT_KDF, bad, "container");
    expect_box(BAD_CHECK, bad, "check number");
    expect_box(BAD_PAD, bad, "padding");
    expect_box(LONG_PAD, bad, "padding");
    expect_box(NO_PAD, bad, "length of the private part");
    expect_box(OTHER_PUBLIC, bad, "another key");
    expect_box(OTHER_HALF, bad, "number of the private key");
    expect_box(WRONG_PUBLIC, bad, "do not make a key");
    expect_box(SK_KIND, no, "hardware token");
    expect_box(DSS_KIND, no, "ssh-dss");
    expect_box(TRAILING, bad, "container");
    expect_box(BAD_KDF, no, "md5");
    expect_box(ROUNDS_0, bad, "rounds");
    expect_box(ROUNDS_MANY, bad, "rounds");
    expect_box(OPTIONS_CUT, bad, "options of bcrypt");
    expect_box(OPTIONS_MORE, bad, "options of bcrypt");
    expect_box(NO_SALT, bad, "options of bcrypt");
    expect_box(NOT_BLOCKS, bad, "length of the encrypted part");
    expect_box(TAG_MISSING, bad, "length of the encrypted part");
    expect_box(TAG_LONG, bad, "length of the encrypted part");
    expect_box(TAG_NOT_WANTED, bad, "length of the encrypted part");
}

/* ---- damage */

/* Up to the END line every cut must fail, cleanly (the sanitizer looks on). */
static void cut_everywhere(const char *name)
{
    struct s2_mem m = plain_mem();
    struct text t = load(name);
    struct s2_key *key = NULL;
    struct s2_err e;
    size_t n, whole;
    int rc = LIBSSH2_ERROR_FILE;

    T_OK(t.p != NULL);
    for (whole = t.n; whole && t.p[whole - 1] == '\n'; whole--)
        ;
    for (n = 0; n < whole && rc; n++) {
        /* A block of its own, so that reading past the cut is seen. */
        uint8_t *cut = malloc(n ? n : 1);

        memcpy(cut, t.p, n);
        rc = read_text(&m, &e, cut, n, "", &key);
        free(cut);
        if (rc != LIBSSH2_ERROR_FILE || e.code != rc || !e.text[0])
            break;
    }
    free(t.p);
    s2_key_free(key);
    if (n < whole)
        T_FAIL("%s cut to %lu bytes gave %d", name, (unsigned long)n, rc);
}

T_CASE(every_cut_fails_cleanly)
{
    static const char *const names[] = {"ed25519.openssh", "p256.openssh",
                                        "p521.sec1",       "p384.pkcs8",
                                        "rsa.pkcs1",       "edpkcs8.pkcs8"};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        cut_everywhere(names[i]);
        T_STOP;
    }
}

/* The same on the binary level: every prefix of the body in sound armour. */
static void cut_body(const char *name, const char *label)
{
    struct s2_mem m = plain_mem();
    struct text t = load(name);
    struct s2_wr body = s2_wr_growing(&m), text = s2_wr_growing(&m);
    struct s2_key *key = NULL;
    const char *from, *to;
    struct s2_err e;
    size_t n = 0, whole = 0;
    int rc = LIBSSH2_ERROR_FILE;

    T_OK(t.p != NULL);
    from = strchr((const char *)t.p, '\n');
    to = from ? strstr(from, "-----END") : NULL;
    if (to && s2_base64_read(&body, s2_span(from, (size_t)(to - from))) == 0)
        whole = s2_wr_len(&body);
    for (n = 1; n < whole && rc == LIBSSH2_ERROR_FILE; n++) {
        char line[80];

        text.p = text.base;
        snprintf(line, sizeof(line), "-----BEGIN %s-----\n", label);
        s2_wr_raw(&text, line, strlen(line));
        s2_base64_write(&text, s2_span(body.base, n));
        snprintf(line, sizeof(line), "\n-----END %s-----\n", label);
        s2_wr_raw(&text, line, strlen(line));
        rc = read_text(&m, &e, text.base, s2_wr_len(&text), PASS, &key);
    }
    s2_wr_free(&body);
    s2_wr_free(&text);
    free(t.p);
    s2_key_free(key);
    T_OK(whole > 0);
    if (n < whole)
        T_FAIL("%s: body cut to %lu bytes gave %d", name, (unsigned long)(n - 1), rc);
}

T_CASE(every_cut_of_the_body_fails_cleanly)
{
    cut_body("ed25519.openssh", "OPENSSH PRIVATE KEY");
    cut_body("rsa1031.openssh", "OPENSSH PRIVATE KEY");
    cut_body("p256.sec1", "EC PRIVATE KEY");
    cut_body("rsa1031.pkcs1", "RSA PRIVATE KEY");
    cut_body("p521.pkcs8", "PRIVATE KEY");
    cut_body("edpkcs8.pkcs8", "PRIVATE KEY");
    cut_body("edpkcs8.pbes2-default", "ENCRYPTED PRIVATE KEY");
}

/* The curve is named by the kind and once more behind it. */
T_CASE(openssh_ec_keys_name_one_curve)
{
    struct s2_mem m = plain_mem();
    struct s2_wr body = s2_wr_growing(&m), text = s2_wr_growing(&m);
    struct text t = load("p256.openssh");
    struct s2_key *key = NULL;
    const char *from, *to;
    struct s2_err e;
    size_t i = 0;
    int rc = 0;

    T_OK(t.p != NULL);
    from = strchr((const char *)t.p, '\n');
    to = from ? strstr(from, "-----END") : NULL;
    if (to && s2_base64_read(&body, s2_span(from, (size_t)(to - from))) == 0) {
        for (i = s2_wr_len(&body) - 16; i && memcmp(body.base + i, "nistp256", 8); i--)
            ;
        memcpy(body.base + i, "nistp384", 8);
        s2_wr_raw(&text, t.p, (size_t)((const uint8_t *)from - t.p) + 1);
        s2_base64_write(&text, s2_wr_span(&body));
        s2_wr_u8(&text, '\n');
        s2_wr_raw(&text, to, strlen(to));
        rc = read_text(&m, &e, text.base, s2_wr_len(&text), "", &key);
    }
    s2_key_free(key);
    s2_wr_free(&body);
    s2_wr_free(&text);
    free(t.p);
    T_OK(i > 0);
    T_EQ(rc, LIBSSH2_ERROR_FILE);
}

T_CASE(fuzz_entry_takes_the_fixtures)
{
    size_t i;

    for (i = 0; i < FILES; i++) {
        struct text t = load(files[i].name);

        T_OK(t.p != NULL);
        T_EQ(fuzz_keyfile(t.p, t.n), 0);
        free(t.p);
    }
}

/* Flip one to three bits behind the first `spare` bytes (where the cost of a KDF is).
 */
static void flip(const char *name, size_t spare, unsigned times, uint64_t *seed)
{
    struct text t = load(name);

    T_OK(t.p != NULL && t.n > spare);
    while (times--) {
        uint8_t *copy = malloc(t.n);
        unsigned bits = 1 + (unsigned)(t_rand(seed) % 3);

        memcpy(copy, t.p, t.n);
        while (bits--) {
            size_t at = spare + (size_t)(t_rand(seed) % (t.n - spare));
            copy[at] = (uint8_t)(copy[at] ^ 1u << t_rand(seed) % 8);
        }
        (void)fuzz_keyfile(copy, t.n);
        free(copy);
    }
    free(t.p);
}

T_CASE(flipped_bits_never_crash)
{
    uint64_t seed = t_seed();
    size_t i;

    for (i = 0; i < FILES; i++) {
        const char *name = files[i].name;

        if (!files[i].encrypted)
            flip(name, 0, 40, &seed);
        else if (strstr(name, "openssh"))
            flip(name, 150, 2, &seed);
        else
            flip(name, 0, 10, &seed);
        T_STOP;
    }
}

/* ---- memory */

/* Fail the n-th allocation for each n: ALLOC each time, and nothing left behind. */
static void fail_each_allocation(const char *name)
{
    struct counter c = {0, 0, 0};
    struct counter *self = &c;
    struct text t = load(name);
    struct s2_key *key = NULL;
    struct s2_err e;
    struct s2_mem m;
    long at;
    int rc = LIBSSH2_ERROR_ALLOC;

    T_OK(t.p != NULL);
    s2_mem_init(&m, count_alloc, count_free, NULL, (void **)&self);
    for (at = 1; rc == LIBSSH2_ERROR_ALLOC && c.live == 0 && at < 10000; at++) {
        c.requests = 0;
        c.fail_at = at;
        rc = read_text(&m, &e, t.p, t.n, PASS, &key);
        if (rc == 0)
            s2_key_free(key);
    }
    free(t.p);
    if (rc || c.live)
        T_FAIL("%s, allocation %ld failed: %d, %ld left", name, at - 1, rc, c.live);
    T_OK(at > 3);
}

T_CASE(each_failing_allocation_is_told)
{
    fail_each_allocation("ed25519.openssh");
    fail_each_allocation("ed25519.openssh-aes256-gcm");
    fail_each_allocation("ed25519.openssh-chacha20-poly1305");
    fail_each_allocation("rsa.dek-aes256");
    fail_each_allocation("p256.pbes2-aes-256-cbc-SHA256");
    fail_each_allocation("p256.sec1");
}

/* ---- public key lines */

static int read_pub(const char *line, size_t *len)
{
    struct s2_mem m = plain_mem();
    struct s2_wr w = s2_wr_growing(&m);
    struct s2_err e;
    int rc = s2_pubfile_read(&e, s2_span_str(line), &w);

    *len = s2_wr_len(&w);
    s2_wr_free(&w);
    return rc;
}

T_CASE(public_lines)
{
    const char *good = "ssh-x AAAABXNzaC14AAAAAQE=";
    char text[200];
    size_t n;

    T_EQ(read_pub(good, &n), 0);
    T_EQ(n, 14);
    snprintf(text, sizeof(text), "\r\n# a remark\r\n  %s user@host more\r\nnext", good);
    T_EQ(read_pub(text, &n), 0);
    T_EQ(n, 14);
    T_EQ(read_pub("", &n), LIBSSH2_ERROR_FILE);
    T_EQ(read_pub("ssh-x", &n), LIBSSH2_ERROR_FILE);
    T_EQ(read_pub("ssh-x AAAABXNzaC14AAAAAQE", &n), LIBSSH2_ERROR_FILE);
    T_EQ(read_pub("ssh-x AAAABXNz*C14AAAAAQE=", &n), LIBSSH2_ERROR_FILE);
    T_EQ(read_pub("ssh-y AAAABXNzaC14AAAAAQE=", &n), LIBSSH2_ERROR_FILE);
    T_EQ(read_pub("ssh-x AAAA", &n), LIBSSH2_ERROR_FILE);
}

T_CASE(public_line_is_appended)
{
    struct s2_mem m = plain_mem();
    struct s2_wr w = s2_wr_growing(&m);
    struct s2_err e;
    int rc;

    s2_wr_u8(&w, 7);
    rc = s2_pubfile_read(&e, s2_span_str("ssh-x AAAABXNzaC14AAAAAQE= c"), &w);
    (void)t_mem(__FILE__, __LINE__, "appended", w.base, s2_wr_len(&w),
                "\7\0\0\0\5ssh-x\0\0\0\1\1", 15);
    s2_wr_free(&w);
    T_EQ(rc, 0);
}

T_SUITE(keyfile) = {
    T_RUN(every_format_gives_the_public_half),
    T_RUN(wrong_or_missing_passphrase_is_told_apart),
    T_RUN(a_passphrase_for_a_plain_file_is_ignored),
    T_RUN(what_is_not_used_here_is_refused_by_name),
    T_RUN(odd_files_are_refused_by_name),
    T_RUN(openssh_container_is_checked),
    T_RUN(every_cut_fails_cleanly),
    T_RUN(every_cut_of_the_body_fails_cleanly),
    T_RUN(openssh_ec_keys_name_one_curve),
    T_RUN(fuzz_entry_takes_the_fixtures),
    T_RUN(flipped_bits_never_crash),
    T_RUN(each_failing_allocation_is_told),
    T_RUN(public_lines),
    T_RUN(public_line_is_appended),
    T_END,
};
