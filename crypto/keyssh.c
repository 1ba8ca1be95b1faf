/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See keyssh.h.  The layout, in SSH's own types (RFC 4251 section 5):
 *
 *     byte[15]  "openssh-key-v1" and a NUL
 *     string    cipher name, "none" if not encrypted
 *     string    KDF name, "none" or "bcrypt"
 *     string    KDF options; for bcrypt: string salt, uint32 rounds
 *     uint32    number of keys
 *     string    public key blob, as many as there are keys
 *     string    private part, encrypted as a whole
 *     byte[]    the tag of an AEAD, not counted in the string before
 *
 * and the private part:
 *
 *     uint32    a random number
 *     uint32    the same again: a wrong passphrase shows here
 *     string    key kind
 *     ...       the numbers of that kind
 *     string    comment
 *     byte[]    1, 2, 3, ... up to a whole cipher block */
#include "crypto/keyssh.h"
#include "base/rd.h"
#include "crypto/bcrypt_kdf.h"
#include "crypto/keydec.h"

#define FORMAT "OpenSSH private key"
#define PLAIN_BLOCK                                                                    \
    8 /* what is padded to without a cipher, or with a stream cipher                   \
       */
#define TAG 16

/* The container, before decryption. */
struct box {
    struct s2_span cipher, kdf, kdf_options, public, private, tag;
};

/* Names are from the file and may be anything: cut, and s2_fail makes them printable.
 */
static int not_supported(struct s2_err *e, const char *what, struct s2_span name)
{
    return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                   FORMAT ": %s %.*s is not supported", what, (int)s2_min(name.n, 60),
                   (const char *)name.p);
}

static int damaged(struct s2_err *e, const char *field)
{
    return s2_fail(e, LIBSSH2_ERROR_FILE, FORMAT ": %s is damaged", field);
}

/* magic, cipher, KDF and its options, number of keys, public blob, private part; behind
 * it, and not counted in its length, the tag of an AEAD. */
static int read_box(struct s2_err *e, struct s2_span body, struct box *box)
{
    static const char magic[] = "openssh-key-v1"; /* with its NUL */
    struct s2_rd r = s2_rd(body);
    struct s2_span mark = s2_rd_raw(&r, sizeof(magic));
    uint32_t keys;

    if (!s2_span_eq(mark, s2_span(magic, sizeof(magic))))
        return damaged(e, "the mark at its beginning");
    box->cipher = s2_rd_str(&r);
    box->kdf = s2_rd_str(&r);
    box->kdf_options = s2_rd_str(&r);
    keys = s2_rd_u32(&r);
    if (s2_rd_ok(&r) && keys != 1)
        return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       FORMAT ": the file holds %lu keys, only one is supported",
                       (unsigned long)keys);
    box->public = s2_rd_str(&r);
    box->private = s2_rd_str(&r);
    box->tag = s2_rd_rest(&r);
    return s2_rd_ok(&r) ? 0 : damaged(e, "the container");
}

/* Bytes to which the private part is padded. */
static size_t padded_to(const struct s2_cipher_row *row)
{
    if (!row || row->mode == S2_MODE_CHACHAPOLY)
        return PLAIN_BLOCK;
    return row->prim == S2_DES3_CBC ? 8 : 16;
}

/* KDF options: salt, rounds.  Gives key and IV in one piece, as the cipher's row asks
 * for.  The passphrase is looked at last, so that what cannot be read says so first. */
static int derive(struct s2_mem *m, struct s2_err *e, const struct box *box,
                  struct s2_span passphrase, uint8_t *out, size_t n)
{
    struct s2_rd r = s2_rd(box->kdf_options);
    struct s2_span salt = s2_rd_str(&r);
    uint32_t rounds = s2_rd_u32(&r);
    int rc;

    if (!s2_span_is(box->kdf, "bcrypt"))
        return not_supported(e, "KDF", box->kdf);
    if (!s2_rd_done(&r) || salt.n == 0)
        return damaged(e, "the options of bcrypt");
    if (rounds == 0 || rounds > S2_BCRYPT_ROUNDS_MAX)
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       FORMAT ": %lu rounds of bcrypt are outside 1 to %lu",
                       (unsigned long)rounds, (unsigned long)S2_BCRYPT_ROUNDS_MAX);
    if (passphrase.n == 0)
        return s2_fail(e, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
                       FORMAT ": encrypted, and no passphrase was given");
    rc = s2_bcrypt_kdf(m, passphrase, salt, rounds, out, n);
    return rc ? s2_fail(e, rc, FORMAT ": bcrypt failed: %s", s2_err_name(rc)) : 0;
}

/* Decrypt the private part into buf. */
static int decrypt(struct s2_mem *m, struct s2_err *e, const struct box *box,
                   const struct s2_cipher_row *row, struct s2_span passphrase,
                   struct s2_wr *buf)
{
    const struct s2_cipher *c = s2_find_cipher((enum s2_prim)row->prim);
    bool aead = row->mode != S2_MODE_STREAM;
    uint8_t key[S2_KEY_MAX + S2_IV_MAX];
    int rc;

    if (box->private.n % padded_to(row) || box->tag.n != (aead ? TAG : 0u))
        return damaged(e, "the length of the encrypted part");
    rc = derive(m, e, box, passphrase, key, (size_t)row->key + row->iv);
    if (rc)
        goto out;
    if (row->mode == S2_MODE_CHACHAPOLY)
        rc = s2_keydec_chachapoly(m, key, box->private, box->tag.p, buf);
    else
        rc = s2_keydec_open(m, c, key, key + row->key, box->private, box->tag.p, buf);
    if (rc == LIBSSH2_ERROR_DECRYPT && aead)
        rc = s2_fail(e, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
                     FORMAT ": wrong passphrase (or a damaged file: the tag differs)");
    else if (rc)
        rc = s2_fail(e, rc, FORMAT ": decryption failed: %s", s2_err_name(rc));
out:
    s2_wipe(key, sizeof(key));
    return rc;
}

/* Other than in PKCS#1, iqmp stands before the primes. */
static void read_rsa(struct s2_rd *r, struct s2_pknum *num)
{
    num->n = s2_rd_mpint(r);
    num->e = s2_rd_mpint(r);
    num->d = s2_rd_mpint(r);
    num->iqmp = s2_rd_mpint(r);
    num->p = s2_rd_mpint(r);
    num->q = s2_rd_mpint(r);
}

/* The secret of Ed25519 is written as seed and public key in one string of 64. */
static void read_ed25519(struct s2_rd *r, struct s2_pknum *num)
{
    struct s2_rd both;

    num->pub = s2_rd_str_n(r, 32);
    both = s2_rd(s2_rd_str_n(r, 64));
    num->d = s2_rd_raw(&both, 32);
    if (!s2_span_eq(s2_rd_rest(&both), num->pub))
        s2_rd_fail(r);
}

/* What stands between key kind and comment: a reader for keys, one for tokens. */
typedef int inner_fn(struct s2_err *e, struct s2_rd *r, void *into);

/* Key kind and numbers, up to the comment. */
static int read_numbers(struct s2_err *e, struct s2_rd *r, void *into)
{
    struct s2_keynum *key = into;
    struct s2_span name = s2_rd_str(r);
    const struct s2_key_kind *kind = s2_key_kind_named(name);

    if (!s2_rd_ok(r))
        return damaged(e, "the kind of key");
    if (name.n > 3 && memcmp(name.p, "sk-", 3) == 0)
        return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       FORMAT ": %.*s needs its hardware token, use an agent",
                       (int)s2_min(name.n, 60), (const char *)name.p);
    if (!kind)
        return not_supported(e, "key kind", name);
    key->prim = (enum s2_prim)kind->prim;
    if (key->prim == S2_RSA) {
        read_rsa(r, &key->num);
    } else if (key->prim == S2_ED25519) {
        read_ed25519(r, &key->num);
    } else {
        if (!s2_span_is(s2_rd_str(r), kind->curve))
            s2_rd_fail(r);
        key->num.pub = s2_rd_str(r);
        key->num.d = s2_rd_mpint(r);
    }
    return s2_rd_ok(r) ? 0 : damaged(e, "a number of the private key");
}

/* What is left after the comment must be 1, 2, 3, ... and shorter than a block. */
static bool padding_right(struct s2_span pad, size_t block)
{
    size_t i;

    for (i = 0; i < pad.n; i++)
        if (pad.p[i] != (uint8_t)(i + 1))
            return false;
    return pad.n < block;
}

/* The private part: the same random number twice, kind, numbers, comment, padding. */
static int read_private(struct s2_err *e, struct s2_span part,
                        const struct s2_cipher_row *row, inner_fn *inner, void *into)
{
    struct s2_rd r = s2_rd(part);
    uint32_t first = s2_rd_u32(&r), again = s2_rd_u32(&r);
    int rc;

    if (part.n % padded_to(row))
        return damaged(e, "the length of the private part");
    if (!s2_rd_ok(&r) || (first != again && !row))
        return damaged(e, "the check number");
    if (first != again)
        return s2_fail(e, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
                       FORMAT ": wrong passphrase");
    rc = inner(e, &r, into);
    if (rc)
        return rc;
    (void)s2_rd_str(&r); /* comment */
    if (!s2_rd_ok(&r))
        return damaged(e, "the comment");
    return padding_right(s2_rd_rest(&r), padded_to(row)) ? 0
                                                         : damaged(e, "the padding");
}

/* Container to comment; *blob is set as soon as it is known. */
static int read_all(struct s2_mem *m, struct s2_err *e, struct s2_span body,
                    struct s2_span passphrase, struct s2_wr *buf, inner_fn *inner,
                    void *into, struct s2_span *blob)
{
    const struct s2_cipher_row *row;
    struct box box;
    int rc;

    memset(&box, 0, sizeof(box));
    rc = read_box(e, body, &box);
    if (rc)
        return rc;
    *blob = box.public;
    if (s2_span_is(box.cipher, "none")) {
        if (!s2_span_is(box.kdf, "none") || box.kdf_options.n || box.tag.n)
            return damaged(e, "the container");
        return read_private(e, box.private, NULL, inner, into);
    }
    row = s2_cipher_named(box.cipher);
    if (!row)
        return not_supported(e, "cipher", box.cipher);
    rc = decrypt(m, e, &box, row, passphrase, buf);
    return rc ? rc : read_private(e, s2_wr_span(buf), row, inner, into);
}

int s2_oskey_read(struct s2_mem *m, struct s2_err *e, struct s2_span body,
                  struct s2_span passphrase, struct s2_wr *buf, struct s2_keynum *key)
{
    memset(key, 0, sizeof(*key));
    return read_all(m, e, body, passphrase, buf, read_numbers, key, &key->blob);
}

int s2_oskey_blob(struct s2_err *e, struct s2_span body, struct s2_span *blob)
{
    struct box box;
    int rc = read_box(e, body, &box);

    *blob = rc ? s2_span(NULL, 0) : box.public;
    return rc;
}

/* Public half, application, flags, handle, and a string kept for later use. */
static int read_token(struct s2_err *e, struct s2_rd *r, void *into)
{
    struct s2_sk_key *key = into;
    struct s2_span name = s2_rd_str(r);

    if (s2_span_is(name, "sk-ssh-ed25519@openssh.com")) {
        key->prim = S2_ED25519;
        (void)s2_rd_str_n(r, 32);
    } else if (s2_span_is(name, "sk-ecdsa-sha2-nistp256@openssh.com")) {
        key->prim = S2_P256;
        if (!s2_span_is(s2_rd_str(r), "nistp256"))
            s2_rd_fail(r);
        (void)s2_rd_str_n(r, 65);
    } else {
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       FORMAT ": %.*s is not a key of a hardware token",
                       (int)s2_min(name.n, 60), name.n ? (const char *)name.p : "");
    }
    key->application = s2_rd_str(r);
    key->flags = s2_rd_u8(r);
    key->handle = s2_rd_str(r);
    (void)s2_rd_str(r);
    /* The application is handed on as a C string. */
    if (key->application.n && memchr(key->application.p, 0, key->application.n))
        s2_rd_fail(r);
    return s2_rd_ok(r) ? 0 : damaged(e, "a field of the key");
}

int s2_skkey_read(struct s2_mem *m, struct s2_err *e, struct s2_span body,
                  struct s2_span passphrase, struct s2_wr *buf, struct s2_sk_key *key)
{
    memset(key, 0, sizeof(*key));
    return read_all(m, e, body, passphrase, buf, read_token, key, &key->blob);
}
