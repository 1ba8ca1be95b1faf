/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Where the keys of method "publickey" come from: files, memory, or a function of the
 * application that signs. */
#include "auth/authop.h"
#include "crypto/keyfile.h"
#include "os/filewhy.h"
#include "os/os.h"

/* --- Key files -----------------------------------------------------------------------
 */

/* Read a file; what names it in the text. */
static int load_file(s2_session *s, const char *what, const char *path, uint8_t **data,
                     size_t *n)
{
    int rc = s2_os_read_file(&s->mem, path, S2_AUTH_FILE_MAX, data, n);

    if (!rc)
        return 0;
    if (rc == LIBSSH2_ERROR_ALLOC)
        return s2_fail(&s->err, rc, "no memory for the %s file %s", what, path);
    return s2_fail(&s->err, rc, "%s file %s cannot be read: %s", what, path,
                   s2_os_file_why());
}

/* Put in front of the text of an error what was being read. */
static int blame(s2_session *s, int rc, const char *what, const char *path)
{
    struct s2_err inner = s->err;

    if (inner.code != rc || !inner.text[0])
        return s2_fail(&s->err, rc, "%s %s: %s", what, path ? path : "in memory",
                       s2_err_name(rc));
    return s2_fail(&s->err, rc, "%s %s: %.400s", what, path ? path : "in memory",
                   inner.text);
}

/* The text of the file is wiped as soon as the key is out of it. */
static int load_private(s2_session *s, const struct s2_keysource *src,
                        struct s2_key **key)
{
    struct s2_span text = src->private_text;
    uint8_t *data = NULL;
    size_t n = 0;
    int rc;

    if (src->private_path) {
        rc = load_file(s, "private key", src->private_path, &data, &n);
        if (rc)
            return rc;
        text = s2_span(data, n);
    }
    s2_err_clear(&s->err);
    rc = s2_keyfile_read(&s->mem, &s->err, text, src->passphrase, key);
    s2_wipe_free(&s->mem, data, n);
    return rc ? blame(s, rc, "private key", src->private_path) : 0;
}

/* Does the public half that the caller named belong to the key? */
static int judge_public(s2_session *s, const struct s2_keysource *src,
                        struct s2_span blob, const struct s2_key *key)
{
    static const char cert[] = "-cert-v01@openssh.com";
    const char *path = src->public_path ? src->public_path : "in memory";
    struct s2_rd r = s2_rd(blob);
    struct s2_span name = s2_rd_str(&r);
    size_t tail = sizeof(cert) - 1;

    if (name.n > tail && memcmp(name.p + name.n - tail, cert, tail) == 0)
        return s2_fail(&s->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "public key %s is a certificate (%.*s), which is not supported",
                       path, (int)s2_min(name.n, 64), (const char *)name.p);
    if (!s2_span_eq(blob, s2_key_blob(key)))
        return s2_fail(&s->err, LIBSSH2_ERROR_FILE,
                       "public key %s does not belong to the private key%s%s", path,
                       src->private_path ? " " : "",
                       src->private_path ? src->private_path : "");
    return 0;
}

/* The public half is not needed; but a caller who names one means that key and no
 * other. */
static int check_public(s2_session *s, const struct s2_keysource *src,
                        const struct s2_key *key)
{
    struct s2_span text = src->public_text;
    struct s2_wr blob = s2_wr_growing(&s->mem);
    uint8_t *data = NULL;
    size_t n = 0;
    int rc = 0;

    if (src->public_path) {
        rc = load_file(s, "public key", src->public_path, &data, &n);
        if (rc)
            goto out;
        text = s2_span(data, n);
    }
    s2_err_clear(&s->err);
    rc = s2_pubfile_read(&s->err, text, &blob);
    if (!rc && !s2_wr_ok(&blob))
        rc = LIBSSH2_ERROR_ALLOC;
    if (rc)
        rc = blame(s, rc, "public key", src->public_path);
    else
        rc = judge_public(s, src, s2_wr_span(&blob), key);
out:
    s2_wr_free(&blob);
    s2_free(&s->mem, data);
    return rc;
}

int s2_auth_load(s2_session *s, const struct s2_keysource *src, struct s2_key **key)
{
    int rc = load_private(s, src, key);

    if (rc || (!src->public_path && !src->public_text.n))
        return rc;
    rc = check_public(s, src, *key);
    if (rc) {
        s2_key_free(*key);
        *key = NULL;
    }
    return rc;
}

static int open_source(s2_session *s, const struct s2_identity *id, struct s2_key **key)
{
    return s2_auth_load(s, id->arg, key);
}

/* The fingerprint is made of names and texts, not of the key: finding the operation
 * again must not read the files again. */
uint64_t s2_auth_source_print(const struct s2_keysource *source)
{
    uint64_t h = s2_fnv(S2_FNV_START, s2_span_str(source->private_path));

    h = s2_fnv(h, s2_span_str(source->public_path));
    h = s2_fnv(h, source->private_text);
    h = s2_fnv(h, source->public_text);
    return s2_fnv(h, source->passphrase);
}

int s2_auth_keysource(s2_session *s, struct s2_span user,
                      const struct s2_keysource *source)
{
    struct s2_identity id = {{NULL, 0}, 0, open_source, {NULL, 0}, NULL, NULL};

    id.print = s2_auth_source_print(source);
    id.user = user;
    id.arg = source;
    return s2_auth_key(s, &id);
}

/* --- The application signs -----------------------------------------------------------
 */

struct by_callback {
    s2_sign_fn *sign;
    void **abstract;
};

/* The callback gives the signature without the algorithm's name, which it must have
 * read in the data. */
static int sign_callback(s2_session *s, const struct s2_identity *id,
                         struct s2_span algorithm, struct s2_span data,
                         struct s2_wr *out)
{
    const struct by_callback *by = id->arg;
    unsigned char *signature = NULL;
    size_t n = 0;
    int rc = by->sign(s, &signature, &n, data.p, data.n, by->abstract);

    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    if (rc || !signature || !n)
        rc = s2_fail(&s->err, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED,
                     "the sign callback made no signature (it returned %d)", rc);
    s2_wr_str(out, algorithm);
    /* For a key in a token it comes in its own frame, with flags and counter behind. */
    if (algorithm.n > 3 && memcmp(algorithm.p, "sk-", 3) == 0)
        s2_wr_raw(out, signature, signature ? n : 0);
    else
        s2_wr_str(out, s2_span(signature, signature ? n : 0));
    s2_free(&s->mem, signature);
    return rc;
}

/* No fingerprint of the callback: it and its abstract may be told anew at each call. */
int s2_auth_callback(s2_session *s, struct s2_span user, struct s2_span blob,
                     s2_sign_fn *sign, void **abstract)
{
    struct by_callback by;
    struct s2_identity id = {{NULL, 0}, 0, NULL, {NULL, 0}, sign_callback, NULL};

    by.sign = sign;
    by.abstract = abstract;
    id.user = user;
    id.blob = blob;
    id.print = s2_fnv(S2_FNV_START, blob);
    id.arg = &by;
    return s2_auth_key(s, &id);
}
