/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Keys that live in a FIDO token.  Their files hold a handle in place of a secret, and
 * the application talks to the token; what is made here is the frame that servers know
 * (OpenSSH's PROTOCOL.u2f):
 *
 *     string  algorithm
 *     string  signature; for ECDSA mpint r and mpint s in it
 *     byte    flags that the token confirmed
 *     uint32  its counter */
#include "auth/auth.h"
#include "crypto/keyssh.h"
#include "crypto/pem.h"

/* Longest part of a signature that a token may give. */
#define PART_MAX 512

/* --- The token signs ---------------------------------------------------------------
 */

/* The string with the signature. */
static int frame(s2_session *s, int algorithm, const LIBSSH2_SK_SIG_INFO *info,
                 struct s2_wr *out)
{
    struct s2_span r = s2_span(info->sig_r, info->sig_r ? info->sig_r_len : 0);
    struct s2_span sig_s = s2_span(info->sig_s, info->sig_s ? info->sig_s_len : 0);
    size_t mark;

    if (r.n > PART_MAX || sig_s.n > PART_MAX)
        return s2_fail(&s->err, LIBSSH2_ERROR_STORE_OVERFLOW,
                       "the token's signature is too long");
    if (!r.n || (algorithm == LIBSSH2_HOSTKEY_TYPE_ECDSA_256 && !sig_s.n))
        return s2_fail(&s->err, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED,
                       "the token's signature is incomplete");
    mark = s2_wr_mark(out);
    if (algorithm == LIBSSH2_HOSTKEY_TYPE_ECDSA_256) {
        s2_wr_mpint(out, r);
        s2_wr_mpint(out, sig_s);
    } else {
        s2_wr_raw(out, r.p, r.n);
    }
    s2_wr_close(out, mark);
    s2_wr_u8(out, info->flags);
    s2_wr_u32(out, info->counter);
    return 0;
}

int s2_sk_sign(s2_session *s, const LIBSSH2_PRIVKEY_SK *sk, struct s2_span data,
               struct s2_wr *out)
{
    LIBSSH2_SK_SIG_INFO info;
    int rc;

    if (sk->algorithm != LIBSSH2_HOSTKEY_TYPE_ECDSA_256 &&
        sk->algorithm != LIBSSH2_HOSTKEY_TYPE_ED25519)
        return s2_fail(&s->err, LIBSSH2_ERROR_DECRYPT,
                       "%d is no algorithm of security keys", sk->algorithm);
    memset(&info, 0, sizeof(info));
    rc = sk->sign_callback(s, &info, data.p, data.n, sk->algorithm, sk->flags,
                           sk->application, sk->key_handle, sk->handle_len,
                           sk->orig_abstract);
    if (rc > 0)
        rc = LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED;
    if (!rc)
        rc = frame(s, sk->algorithm, &info, out);
    else if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_fail(&s->err, rc, "the security key made no signature: %s", s2_err_name(rc));
    s2_free(&s->mem, info.sig_r);
    s2_free(&s->mem, info.sig_s);
    return rc;
}

/* --- Authentication ----------------------------------------------------------------
 */

/* Fill what a callback is told of the key; application is a C string of the caller. */
static void describe(LIBSSH2_PRIVKEY_SK *sk, const struct s2_sk_key *key,
                     const struct s2_sksource *source, const char *application)
{
    sk->algorithm = key->prim == S2_ED25519 ? LIBSSH2_HOSTKEY_TYPE_ED25519
                                            : LIBSSH2_HOSTKEY_TYPE_ECDSA_256;
    sk->flags = key->flags;
    sk->application = application;
    sk->key_handle = key->handle.p;
    sk->handle_len = key->handle.n;
    sk->sign_callback = source->sign;
    sk->orig_abstract = source->abstract;
}

/* Only now is the file decrypted: the question to the server needs its public half
 * alone. */
static int sign(s2_session *s, const struct s2_identity *id, struct s2_span algorithm,
                struct s2_span data, struct s2_wr *out)
{
    const struct s2_sksource *source = id->arg;
    struct s2_wr plain = s2_wr_growing(&s->mem);
    char *application = NULL;
    LIBSSH2_PRIVKEY_SK sk;
    struct s2_sk_key key;
    struct s2_pem pem;
    int rc = s2_pem_read(&s->mem, &s->err, source->text, &pem);

    if (!rc)
        rc = s2_skkey_read(&s->mem, &s->err, s2_wr_span(&pem.body), source->passphrase,
                           &plain, &key);
    if (rc)
        goto out;
    application = s2_memdup(&s->mem, key.application);
    if (!application) {
        rc = s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for a security key");
        goto out;
    }
    describe(&sk, &key, source, application);
    s2_wr_str(out, algorithm);
    rc = s2_sk_sign(s, &sk, data, out);
out:
    s2_free(&s->mem, application);
    s2_wr_free(&plain);
    s2_pem_free(&pem);
    return rc;
}

int s2_auth_sk(s2_session *s, struct s2_span user, const struct s2_sksource *source)
{
    struct s2_identity id = {{NULL, 0}, 0, NULL, {NULL, 0}, sign, NULL};
    struct s2_pem pem;
    int rc = s2_pem_read(&s->mem, &s->err, source->text, &pem);

    id.blob = source->blob;
    if (!rc && !s2_span_is(pem.label, "OPENSSH PRIVATE KEY"))
        rc = s2_fail(&s->err, LIBSSH2_ERROR_FILE,
                     "security keys come in files of OpenSSH's own format");
    if (!rc && !id.blob.n)
        rc = s2_oskey_blob(&s->err, s2_wr_span(&pem.body), &id.blob);
    if (!rc) {
        id.user = user;
        id.print = s2_fnv(S2_FNV_START, id.blob);
        id.arg = source;
        rc = s2_auth_key(s, &id);
    }
    s2_pem_free(&pem);
    return rc;
}
