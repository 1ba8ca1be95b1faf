/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Method "publickey" (RFC 4252 section 7): ask whether the key would do, then sign.
 * Which signature algorithm an RSA key uses is decided here (RFC 8332). */
#include "auth/authop.h"

#include <stdio.h>

struct pk_op {
    struct s2_auth_op a;
    const struct s2_identity *id; /* the caller's, set anew at every call */
    struct s2_key *key;           /* what id->open gave, owned */
    const struct s2_key_row
        *rsa[S2_AUTH_RSA_MAX]; /* for an RSA key: algorithms to try */
    uint8_t count, at;         /* of them; the one in use */
    bool later;                /* id->sign wants to be asked again */
    char label[96];            /* "public key (ssh-ed25519)", for texts */
};

static struct pk_op *pk_op(struct s2_op *op)
{
    return S2_CONTAINER_OF(op, struct pk_op, a.op);
}

enum { STEP_OPEN, STEP_PROBE, STEP_PROBED, STEP_SIGN, STEP_AWAIT };

/* A blob of the caller may lie elsewhere at the next call, so it is never remembered.
 */
static struct s2_span pk_blob(const struct pk_op *o)
{
    return o->key ? s2_key_blob(o->key) : o->id->blob;
}

/* The name of the signature algorithm.  Only for RSA does it differ from that of the
 * key. */
static struct s2_span pk_algorithm(const struct pk_op *o)
{
    struct s2_rd r = s2_rd(pk_blob(o));

    return o->count ? s2_span_str(o->rsa[o->at]->name) : s2_rd_str(&r);
}

/* --- Choice of the algorithm ---------------------------------------------------- */

/* RFC 8332 section 3.3: a server that says nothing in server-sig-algs is asked for
 * SHA-2 all the same, first for the kind that smaller servers have.  SHA-1 is used only
 * when the application names it. */
static const char *rsa_wishes(const s2_session *s)
{
    const char *wishes = s->prefs[LIBSSH2_METHOD_SIGN_ALGO];

    if (wishes && *wishes)
        return wishes;
    return s->peer_sig_algs ? "rsa-sha2-512,rsa-sha2-256" : "rsa-sha2-256,rsa-sha2-512";
}

/* Only names that the server says it takes, if it says anything: each refused key
 * counts against its limit of attempts. */
uint8_t s2_auth_rsa_rows(s2_session *s, const struct s2_key_row **rows)
{
    struct s2_span wishes = s2_span_str(rsa_wishes(s));
    struct s2_span taken = s2_span_str(s->peer_sig_algs), name;
    uint8_t count = 0;

    while (count < S2_AUTH_RSA_MAX && s2_names_next(&wishes, &name)) {
        const struct s2_key_row *row = s2_key_named(name);

        if (row && row->prim == S2_RSA &&
            (!s->peer_sig_algs || s2_names_has(taken, name)))
            rows[count++] = row;
    }
    if (!count)
        s2_fail(&s->err, LIBSSH2_ERROR_ALGO_UNSUPPORTED,
                "no signature algorithm in common for an RSA key: wanted %s, the "
                "server takes %s",
                rsa_wishes(s), s->peer_sig_algs ? s->peer_sig_algs : "(unknown)");
    return count;
}

/* Once per operation: a passphrase is worked on for a good part of a second. */
static int pk_open(s2_session *s, struct s2_op *op)
{
    struct pk_op *o = pk_op(op);
    struct s2_rd r;
    struct s2_span name;

    if (o->id->open) {
        int rc = o->id->open(s, o->id, &o->key);

        if (rc)
            return rc;
    }
    r = s2_rd(pk_blob(o));
    name = s2_rd_str(&r);
    if (!s2_rd_ok(&r) || !name.n)
        return s2_fail(&s->err, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED,
                       "the public key is no key: %lu bytes",
                       (unsigned long)pk_blob(o).n);
    if (!s2_span_is(name, "ssh-rsa"))
        return S2_NEXT;
    o->count = s2_auth_rsa_rows(s, o->rsa);
    return o->count ? S2_NEXT : LIBSSH2_ERROR_ALGO_UNSUPPORTED;
}

/* --- Question -----------------------------------------------------------------------
 */

/* The question and the proof differ in one bit, and in the signature behind. */
static struct s2_wr pk_request(s2_session *s, const struct pk_op *o,
                               bool with_signature)
{
    struct s2_wr w = s2_auth_request(s, &o->a, "publickey");

    s2_wr_bool(&w, with_signature);
    s2_wr_str(&w, pk_algorithm(o));
    s2_wr_str(&w, pk_blob(o));
    return w;
}

/* What the texts of this method begin with. */
static void name_it(struct pk_op *o, const char *what)
{
    struct s2_span algorithm = pk_algorithm(o);

    snprintf(o->label, sizeof(o->label), "%s (%.*s)", what,
             (int)s2_min(algorithm.n, 48), (const char *)algorithm.p);
    o->a.what = o->label;
}

static int pk_probe(s2_session *s, struct s2_op *op)
{
    struct pk_op *o = pk_op(op);
    struct s2_wr w;
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    name_it(o, "public key");
    w = pk_request(s, o, false);
    return s2_auth_send(s, &o->a, &w, S2_AUTH_TAKES_60);
}

/* PK_OK, RFC 4252 section 7.  Nothing is signed before the server has named the very
 * key it was asked about. */
static int pk_probed(s2_session *s, struct s2_op *op)
{
    struct pk_op *o = pk_op(op);
    struct s2_rd r;
    struct s2_span algorithm, blob;
    int rc;

    if (o->a.answer == SSH_MSG_USERAUTH_FAILURE && !s->peer_sig_algs &&
        o->at + 1 < o->count) {
        o->at++;
        return S2_TO(STEP_PROBE);
    }
    rc = s2_auth_await(s, &o->a, LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    if (rc != S2_NEXT)
        return rc;
    r = s2_rd(o->a.info->body);
    algorithm = s2_rd_str(&r);
    blob = s2_rd_str(&r);
    if (!s2_rd_done(&r) || !s2_span_eq(algorithm, pk_algorithm(o)) ||
        !s2_span_eq(blob, pk_blob(o)))
        return s2_fail(&s->err, LIBSSH2_ERROR_PROTO,
                       "the server accepted another public key than was offered");
    s2_auth_drop_info(s, &o->a);
    return S2_NEXT;
}

/* --- Proof -------------------------------------------------------------------------
 */

/* By whoever holds the private key. */
static int make_signature(s2_session *s, struct pk_op *o, struct s2_span data,
                          struct s2_wr *out)
{
    const struct s2_key_row *row;
    int rc;

    if (o->id->sign)
        return o->id->sign(s, o->id, pk_algorithm(o), data, out);
    row = s2_key_named(pk_algorithm(o));
    if (!row || !o->key)
        return s2_fail(&s->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "this build cannot sign with that kind of key");
    rc = s2_key_sign(o->key, row, data, out);
    return rc ? s2_fail(&s->err, rc, "signing with the private key: %s",
                        s2_err_name(rc))
              : 0;
}

/* What is signed is the request as it will be sent, behind the session identifier
 * (RFC 4252 section 7). */
static int pk_sign(s2_session *s, struct s2_op *op)
{
    struct pk_op *o = pk_op(op);
    struct s2_wr data, request, signature;
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    request = pk_request(s, o, true);
    data = s2_wr_growing(&s->mem);
    signature = s2_wr_growing(&s->mem);
    s2_wr_str(&data, s->session_id);
    s2_wr_raw(&data, s2_wr_span(&request).p, s2_wr_span(&request).n);
    if (!s2_wr_ok(&request) || !s2_wr_ok(&data)) {
        rc = s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for a signature");
        goto out;
    }
    rc = make_signature(s, o, s2_wr_span(&data), &signature);
    o->later = rc == LIBSSH2_ERROR_EAGAIN;
    if (rc)
        goto out;
    s2_wr_str(&request, s2_wr_span(&signature));
    if (!s2_wr_ok(&signature))
        rc = s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for a signature");
    else
        rc = s2_auth_send(s, &o->a, &request, S2_AUTH_TAKES_RESULT);
out:
    s2_wr_free(&signature);
    s2_wr_free(&request);
    s2_wr_free(&data);
    return rc;
}

/* A refusal now is another matter than at the question: the server knows the key but
 * not the proof, hence another code. */
static int pk_await(s2_session *s, struct s2_op *op)
{
    struct pk_op *o = pk_op(op);

    name_it(o, o->a.partial ? "public key" : "signature of the public key");
    return s2_auth_await(s, &o->a, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
}

/* --- Operation ------------------------------------------------------------------- */

static void pk_drop(s2_session *s, struct s2_op *op)
{
    s2_key_free(pk_op(op)->key);
    s2_auth_drop(s, op);
}

static s2_step *const pk_steps[] = {pk_open, pk_probe, pk_probed, pk_sign, pk_await};

static const struct s2_op_type pk_type = {"userauth publickey",
                                          sizeof(struct pk_op),
                                          pk_steps,
                                          S2_COUNT(pk_steps),
                                          false,
                                          pk_drop};

int s2_auth_key(s2_session *s, const struct s2_identity *id)
{
    int rc;
    struct pk_op *o =
        s2_auth_begin(s, &pk_type, "public key", id->user, id->print, &rc);

    if (!o)
        return rc;
    o->id = id;
    o->later = false;
    rc = s2_op_run(s, &o->a.op);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return o->later ? S2_AUTH_LATER : rc;
    s2_op_end(s, &o->a.op);
    return rc;
}
