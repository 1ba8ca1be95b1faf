/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Method "hostbased" (RFC 4252 section 9): the client's host vouches for its user.
 * There is no question first, as with "publickey": the proof is sent at once. */
#include "auth/authop.h"

struct host_op {
    struct s2_auth_op a;
    const struct s2_keysource *source; /* the caller's, set anew at every call */
    struct s2_span host, local_user;   /* likewise */
    struct s2_key *key;
    const struct s2_key_row *row[S2_AUTH_RSA_MAX]; /* algorithms; one if not RSA */
    uint8_t count, at;                             /* of them; the one in use */
};

static struct host_op *host_op(struct s2_op *op)
{
    return S2_CONTAINER_OF(op, struct host_op, a.op);
}

enum { STEP_LOAD, STEP_SEND, STEP_AWAIT };

/* Once per operation, as a passphrase takes time. */
static int host_load(s2_session *s, struct s2_op *op)
{
    struct host_op *o = host_op(op);
    struct s2_span name;
    struct s2_rd r;
    int rc = s2_auth_load(s, o->source, &o->key);

    if (rc)
        return rc;
    if (s2_key_prim(o->key) == S2_RSA) {
        o->count = s2_auth_rsa_rows(s, o->row);
        return o->count ? S2_NEXT : LIBSSH2_ERROR_ALGO_UNSUPPORTED;
    }
    r = s2_rd(s2_key_blob(o->key));
    name = s2_rd_str(&r);
    o->row[0] = s2_key_named(name);
    if (!o->row[0])
        return s2_fail(&s->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "this build cannot sign with keys of kind %.*s",
                       (int)s2_min(name.n, 48), (const char *)name.p);
    o->count = 1;
    return S2_NEXT;
}

/* All but the signature. */
static struct s2_wr host_request(s2_session *s, const struct host_op *o)
{
    struct s2_wr w = s2_auth_request(s, &o->a, "hostbased");

    s2_wr_cstr(&w, o->row[o->at]->name);
    s2_wr_str(&w, s2_key_blob(o->key));
    s2_wr_str(&w, o->host);
    s2_wr_str(&w, o->local_user);
    return w;
}

/* Append the signature of the request behind the session identifier. */
static int host_sign(s2_session *s, const struct host_op *o, struct s2_wr *request)
{
    struct s2_wr data = s2_wr_growing(&s->mem), signature = s2_wr_growing(&s->mem);
    int rc = LIBSSH2_ERROR_ALLOC;

    s2_wr_str(&data, s->session_id);
    s2_wr_raw(&data, s2_wr_span(request).p, s2_wr_span(request).n);
    if (s2_wr_ok(request) && s2_wr_ok(&data))
        rc = s2_key_sign(o->key, o->row[o->at], s2_wr_span(&data), &signature);
    if (!rc && !s2_wr_ok(&signature))
        rc = LIBSSH2_ERROR_ALLOC;
    if (rc)
        s2_fail(&s->err, rc, "signing with the host's key: %s", s2_err_name(rc));
    s2_wr_str(request, s2_wr_span(&signature));
    s2_wr_free(&data);
    s2_wr_free(&signature);
    return rc;
}

static int host_send(s2_session *s, struct s2_op *op)
{
    struct host_op *o = host_op(op);
    struct s2_wr request;
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    request = host_request(s, o);
    rc = host_sign(s, o, &request);
    if (rc) {
        s2_wr_free(&request);
        return rc;
    }
    return s2_auth_send(s, &o->a, &request, S2_AUTH_TAKES_RESULT);
}

/* A server that does not say what it takes may know only the next algorithm. */
static int host_await(s2_session *s, struct s2_op *op)
{
    struct host_op *o = host_op(op);

    if (o->a.answer == SSH_MSG_USERAUTH_FAILURE && !o->a.partial && !s->peer_sig_algs &&
        o->at + 1 < o->count) {
        o->at++;
        return S2_TO(STEP_SEND);
    }
    return s2_auth_await(s, &o->a, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
}

static void host_drop(s2_session *s, struct s2_op *op)
{
    s2_key_free(host_op(op)->key);
    s2_auth_drop(s, op);
}

static s2_step *const host_steps[] = {host_load, host_send, host_await};

static const struct s2_op_type host_type = {"userauth hostbased",
                                            sizeof(struct host_op),
                                            host_steps,
                                            S2_COUNT(host_steps),
                                            false,
                                            host_drop};

int s2_auth_hostbased(s2_session *s, struct s2_span user, struct s2_span host,
                      struct s2_span local_user, const struct s2_keysource *source)
{
    uint64_t print = s2_fnv(s2_auth_source_print(source), host);
    struct host_op *o;
    int rc;

    print = s2_fnv(print, local_user);
    o = s2_auth_begin(s, &host_type, "host-based proof", user, print, &rc);
    if (!o)
        return rc;
    o->source = source;
    o->host = host;
    o->local_user = local_user;
    return s2_auth_run(s, &o->a);
}
