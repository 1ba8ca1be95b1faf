/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See keyfile.h.  The way of a file: armour (pem.c), decryption if need be (dek.c,
 * pbes2.c; keyssh.c does its own), numbers (pkcs8.c, keyssh.c), key (key.c).  The
 * numbers are spans into the decrypted buffer, which lives until the key has copied
 * them. */
#include "crypto/keyfile.h"
#include "base/rd.h"
#include "base/text.h"
#include "crypto/dek.h"
#include "crypto/keyssh.h"
#include "crypto/pbes2.h"
#include "crypto/pem.h"
#include "crypto/pkcs8.h"

/* How the block under a label is encrypted, if it is. */
enum wrap {
    WRAP_DEK,   /* perhaps by a DEK-Info header */
    WRAP_PBES2, /* always, by PBES2 */
    WRAP_OWN    /* the format sees to it itself */
};

static const struct format {
    const char *label, *name;
    enum wrap wrap;
    s2_der_key_fn *read; /* NULL for WRAP_OWN */
} formats[] = {
    {"OPENSSH PRIVATE KEY", "OpenSSH private key", WRAP_OWN, NULL},
    {"PRIVATE KEY", "PKCS#8", WRAP_DEK, s2_pkcs8_read},
    {"ENCRYPTED PRIVATE KEY", "encrypted PKCS#8", WRAP_PBES2, s2_pkcs8_read},
    {"RSA PRIVATE KEY", "PKCS#1", WRAP_DEK, s2_pkcs1_read},
    {"EC PRIVATE KEY", "SEC1", WRAP_DEK, s2_sec1_read},
};

/* The row of a label, or NULL: a kind of key that is not read, such as DSA. */
static const struct format *format_of(struct s2_span label)
{
    size_t i;

    for (i = 0; i < S2_COUNT(formats); i++)
        if (s2_span_is(label, formats[i].label))
            return &formats[i];
    return NULL;
}

/* Decrypt the body into buf if need be, and read the numbers. */
static int read_body(struct s2_mem *m, struct s2_err *e, const struct format *f,
                     const struct s2_pem *pem, struct s2_span passphrase,
                     struct s2_wr *buf, struct s2_keynum *num)
{
    struct s2_span body = s2_wr_span(&pem->body), plain = body;
    int rc = 0;

    if (f->wrap == WRAP_OWN)
        return s2_oskey_read(m, e, body, passphrase, buf, num);
    if (f->wrap == WRAP_PBES2)
        rc = s2_pbes2_open(m, e, body, passphrase, buf, &plain);
    else if (pem->dek.n)
        rc = s2_dek_open(m, e, pem->dek, body, passphrase, buf, &plain);
    return rc ? rc : f->read(e, plain, num);
}

/* Make the key, and see that the file's own public half is that of the key. */
static int make_key(struct s2_mem *m, struct s2_err *e, const struct format *f,
                    const struct s2_keynum *num, struct s2_key **key)
{
    const char *why = s2_key_wrong(num->prim, &num->num);
    int rc;

    if (!why && num->num.d.n == 0)
        why = "the private number is empty";
    if (why)
        return s2_fail(e, LIBSSH2_ERROR_FILE, "%s: %s", f->name, why);
    rc = s2_key_from_numbers(m, num->prim, &num->num, key);
    if (rc == LIBSSH2_ERROR_METHOD_NOT_SUPPORTED)
        return s2_fail(e, rc, "%s: the crypto library lacks keys of this kind",
                       f->name);
    if (rc == LIBSSH2_ERROR_ALLOC)
        return s2_fail(e, rc, "%s: out of memory", f->name);
    if (rc)
        return s2_fail(e, LIBSSH2_ERROR_FILE, "%s: the numbers do not make a key",
                       f->name);
    if (num->blob.n && !s2_span_eq(num->blob, s2_key_blob(*key))) {
        s2_key_free(*key);
        *key = NULL;
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       "%s: the public half in the file is that of another key",
                       f->name);
    }
    return 0;
}

/* Formats that people offer and that have no PEM armour. */
static int is_foreign(struct s2_err *e, struct s2_span text)
{
    static const struct {
        const char *start, *name;
    } foreign[] = {
        {"PuTTY-User-Key-File-", "a PuTTY key file: convert it with puttygen"},
        {"---- BEGIN SSH2 ", "an SSH.COM key file: convert it with ssh-keygen -i"},
        {"ssh-", "a public key, the private one is asked for"},
        {"ecdsa-", "a public key, the private one is asked for"},
        {"sk-", "a public key, the private one is asked for"},
    };
    size_t i;

    for (i = 0; i < S2_COUNT(foreign); i++) {
        size_t n = strlen(foreign[i].start);

        if (text.n >= n && memcmp(text.p, foreign[i].start, n) == 0)
            return s2_fail(e, LIBSSH2_ERROR_FILE,
                           "not a private key that can be read: this is %s",
                           foreign[i].name);
    }
    return 0;
}

int s2_keyfile_read(struct s2_mem *m, struct s2_err *e, struct s2_span text,
                    struct s2_span passphrase, struct s2_key **key)
{
    struct s2_wr buf = s2_wr_growing(m);
    const struct format *f;
    struct s2_keynum num;
    struct s2_pem pem;
    int rc = is_foreign(e, text);

    *key = NULL;
    if (rc)
        return rc;
    rc = s2_pem_read(m, e, text, &pem);
    if (rc)
        goto out;
    f = format_of(pem.label);
    if (!f) {
        rc = s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                     "PEM: keys under the label \"%.*s\" are not supported",
                     (int)s2_min(pem.label.n, 60), (const char *)pem.label.p);
        goto out;
    }
    rc = read_body(m, e, f, &pem, passphrase, &buf, &num);
    if (!rc)
        rc = make_key(m, e, f, &num, key);
out:
    s2_wr_free(&buf);
    s2_pem_free(&pem);
    return rc;
}

/* The first line that says something. */
static bool first_line(struct s2_span *text, struct s2_span *line)
{
    struct s2_span look, word;

    while (s2_line_next(text, line)) {
        look = *line;
        if (s2_word_next(&look, &word) && word.p[0] != '#')
            return true;
    }
    return false;
}

/* The kind stands on the line and once more inside the data: if they differ, the line
 * was pasted together wrongly. */
int s2_pubfile_read(struct s2_err *e, struct s2_span text, struct s2_wr *out)
{
    struct s2_span line, kind, base64, blob;
    size_t start = s2_wr_len(out);
    struct s2_rd r;
    int rc;

    if (!first_line(&text, &line) || !s2_word_next(&line, &kind) ||
        !s2_word_next(&line, &base64))
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       "public key: not a line of kind and base64 text");
    rc = s2_base64_read(out, base64);
    if (rc == LIBSSH2_ERROR_ALLOC)
        return s2_fail(e, rc, "public key: out of memory");
    if (rc)
        return s2_fail(e, LIBSSH2_ERROR_FILE, "public key: base64 damaged");
    blob = s2_wr_span(out);
    r = s2_rd(blob);
    s2_rd_skip(&r, start);
    if (!s2_span_eq(s2_rd_str(&r), kind) || !s2_rd_ok(&r))
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       "public key: the data is not of the kind that the line names");
    return 0;
}
