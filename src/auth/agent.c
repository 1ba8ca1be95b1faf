/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See agent.h.  Every message is a string: its length, its number, its fields. */
#include "auth/agent.h"
#include "os/os.h"

enum {
    AGENT_FAILURE = 5,
    AGENTC_REQUEST_IDENTITIES = 11,
    AGENT_IDENTITIES_ANSWER = 12,
    AGENTC_SIGN_REQUEST = 13,
    AGENT_SIGN_RESPONSE = 14
};

/* Flags of a sign request: which hash an RSA key signs with. */
#define FLAG_RSA_SHA2_256 2u
#define FLAG_RSA_SHA2_512 4u

struct _LIBSSH2_AGENT {
    s2_session *s;
    char *path;
    struct s2_os_agent os;
    struct s2_agent_link link; /* who is NULL if not connected */
    struct libssh2_agent_publickey *key;
    uint32_t keys;
};

/* --- Life --------------------------------------------------------------------------
 */

s2_agent *s2_agent_new(s2_session *s)
{
    s2_agent *a = s2_zalloc(&s->mem, sizeof(*a));

    if (!a) {
        s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for an agent");
        return NULL;
    }
    a->s = s;
    a->os.sd = LIBSSH2_INVALID_SOCKET;
    return a;
}

static void forget_keys(s2_agent *a)
{
    uint32_t i;

    for (i = 0; i < a->keys; i++) {
        s2_free(&a->s->mem, a->key[i].blob);
        s2_free(&a->s->mem, a->key[i].comment);
    }
    s2_free(&a->s->mem, a->key);
    a->key = NULL;
    a->keys = 0;
}

void s2_agent_free(s2_agent *a)
{
    if (!a)
        return;
    s2_agent_disconnect(a);
    forget_keys(a);
    s2_free(&a->s->mem, a->path);
    s2_free(&a->s->mem, a);
}

s2_session *s2_agent_session(const s2_agent *a)
{
    return a->s;
}

int s2_agent_set_path(s2_agent *a, const char *path)
{
    char *copy = path ? s2_memdup(&a->s->mem, s2_span_str(path)) : NULL;

    if (path && !copy)
        return s2_fail(&a->s->err, LIBSSH2_ERROR_ALLOC, "no memory for a path");
    s2_free(&a->s->mem, a->path);
    a->path = copy;
    return 0;
}

const char *s2_agent_path(const s2_agent *a)
{
    return a->path;
}

/* --- Connection --------------------------------------------------------------------
 */

/* An agent may ask its user before it signs: as long as a server is waited for. */
static int os_send(void *who, const uint8_t *p, size_t n)
{
    s2_agent *a = who;

    return s2_os_agent_send(&a->os, p, n, (int64_t)s2_patience(a->s));
}

static int os_recv(void *who, uint8_t *p, size_t n)
{
    s2_agent *a = who;

    return s2_os_agent_recv(&a->os, p, n, (int64_t)s2_patience(a->s));
}

int s2_agent_connect(s2_agent *a)
{
    struct s2_agent_link link = {os_send, os_recv, NULL};
    int rc;

    s2_agent_disconnect(a);
    rc = s2_os_agent_open(&a->os, a->path);
    if (rc == LIBSSH2_ERROR_BAD_USE)
        return s2_fail(&a->s->err, rc, "where is the agent? SSH_AUTH_SOCK is not set");
    if (rc == LIBSSH2_ERROR_METHOD_NOT_SUPPORTED)
        return s2_fail(&a->s->err, rc, "agents of this platform are not supported");
    if (rc)
        return s2_fail(&a->s->err, rc, "no agent listens at %s",
                       a->path ? a->path : "SSH_AUTH_SOCK");
    link.who = a;
    a->link = link;
    return 0;
}

void s2_agent_attach(s2_agent *a, const struct s2_agent_link *link)
{
    s2_agent_disconnect(a);
    a->link = *link;
}

void s2_agent_disconnect(s2_agent *a)
{
    s2_os_agent_close(&a->os);
    memset(&a->link, 0, sizeof(a->link));
}

/* --- Question and answer -----------------------------------------------------------
 */

/* The connection is out of step, or gone. */
static int lost(s2_agent *a, int rc, const char *what)
{
    s2_agent_disconnect(a);
    return s2_fail(&a->s->err, rc, "the agent %s: %s", what, s2_err_name(rc));
}

/* The answer's number and fields, in a growing writer. */
static int receive(s2_agent *a, struct s2_wr *reply)
{
    uint8_t head[4];
    uint8_t *p;
    uint32_t n;
    int rc = a->link.recv(a->link.who, head, sizeof(head));

    if (rc)
        return lost(a, rc, "does not answer");
    n = s2_get_u32(head);
    if (n == 0 || n > S2_AGENT_MESSAGE_MAX)
        return lost(a, LIBSSH2_ERROR_AGENT_PROTOCOL, "sent an impossible length");
    p = s2_wr_space(reply, n);
    if (!p)
        return lost(a, LIBSSH2_ERROR_ALLOC, "answered at length");
    rc = a->link.recv(a->link.who, p, n);
    return rc ? lost(a, rc, "stopped in the middle of an answer") : 0;
}

/* Send what w holds (its first 4 bytes are for the length) and receive the answer,
 * which must have that number: *r then stands behind it. */
static int ask(s2_agent *a, struct s2_wr *w, uint8_t number, struct s2_wr *reply,
               struct s2_rd *r)
{
    uint8_t got;
    int rc;

    if (!a->link.recv)
        return s2_fail(&a->s->err, LIBSSH2_ERROR_BAD_USE, "no agent is connected");
    s2_wr_close(w, 0);
    if (!s2_wr_ok(w))
        return s2_fail(&a->s->err, LIBSSH2_ERROR_ALLOC, "no memory for the agent");
    rc = a->link.send(a->link.who, s2_wr_span(w).p, s2_wr_span(w).n);
    if (rc)
        return lost(a, rc, "takes no request");
    rc = receive(a, reply);
    if (rc)
        return rc;
    *r = s2_rd(s2_wr_span(reply));
    got = s2_rd_u8(r);
    if (got == number)
        return 0;
    return s2_fail(&a->s->err, LIBSSH2_ERROR_AGENT_PROTOCOL,
                   got == AGENT_FAILURE ? "the agent refused (message %u)"
                                        : "the agent sent message %u",
                   got);
}

/* A request with room for its length in front. */
static struct s2_wr request(s2_agent *a, uint8_t number)
{
    struct s2_wr w = s2_wr_growing(&a->s->mem);

    (void)s2_wr_mark(&w);
    s2_wr_u8(&w, number);
    return w;
}

/* --- The list ----------------------------------------------------------------------
 */

/* Blob and comment are copies: programs print the comment as a C string. */
static int add_key(s2_agent *a, struct s2_span blob, struct s2_span comment)
{
    struct libssh2_agent_publickey *k = &a->key[a->keys++];

    k->node = k;
    k->blob = s2_memdup(&a->s->mem, blob);
    k->blob_len = blob.n;
    k->comment = s2_memdup(&a->s->mem, comment);
    if (k->blob && k->comment)
        return 0;
    return s2_fail(&a->s->err, LIBSSH2_ERROR_ALLOC, "no memory for a key");
}

static int read_keys(s2_agent *a, struct s2_rd *r)
{
    uint32_t n = s2_rd_count(r, S2_AGENT_KEYS_MAX, 8), i;
    int rc = 0;

    a->key = s2_array(&a->s->mem, (size_t)n + 1, sizeof(*a->key));
    if (!a->key)
        return s2_fail(&a->s->err, LIBSSH2_ERROR_ALLOC, "no memory for a list of keys");
    for (i = 0; i < n && !rc && s2_rd_ok(r); i++) {
        struct s2_span blob = s2_rd_str(r);
        struct s2_span comment = s2_rd_str(r);

        if (s2_rd_ok(r))
            rc = add_key(a, blob, comment);
    }
    if (!rc && !s2_rd_done(r))
        rc = s2_fail(&a->s->err, LIBSSH2_ERROR_AGENT_PROTOCOL,
                     "the agent's list of keys is malformed");
    return rc;
}

int s2_agent_list(s2_agent *a)
{
    struct s2_wr w = request(a, AGENTC_REQUEST_IDENTITIES);
    struct s2_wr reply = s2_wr_growing(&a->s->mem);
    struct s2_rd r;
    int rc;

    forget_keys(a);
    rc = ask(a, &w, AGENT_IDENTITIES_ANSWER, &reply, &r);
    if (!rc)
        rc = read_keys(a, &r);
    if (rc)
        forget_keys(a);
    s2_wr_free(&w);
    s2_wr_free(&reply);
    return rc;
}

/* By the place in the list, so that a program may hand in a copy of an entry. */
struct libssh2_agent_publickey *
s2_agent_next(s2_agent *a, const struct libssh2_agent_publickey *prev)
{
    uint32_t i;

    if (!prev)
        return a->keys ? a->key : NULL;
    for (i = 0; i + 1 < a->keys; i++)
        if (prev->node == &a->key[i])
            return &a->key[i + 1];
    return NULL;
}

/* --- Signatures --------------------------------------------------------------------
 */

static const char certificate[] = "-cert-v01@openssh.com";

/* The signature algorithm of a certificate is that of the key in it (the part before
 * the suffix, and the "@openssh.com" that sk names carry). */
static struct s2_span plain_name(struct s2_span algorithm)
{
    size_t tail = sizeof(certificate) - 1;

    if (algorithm.n > tail &&
        memcmp(algorithm.p + algorithm.n - tail, certificate, tail) == 0)
        algorithm.n -= tail;
    return algorithm;
}

static uint32_t flags_of(struct s2_span name)
{
    if (s2_span_is(name, "rsa-sha2-256"))
        return FLAG_RSA_SHA2_256;
    return s2_span_is(name, "rsa-sha2-512") ? FLAG_RSA_SHA2_512 : 0;
}

/* An agent that does not know the flags signs with SHA-1: no server would take it under
 * the other name. */
static int judge(s2_agent *a, struct s2_span signature, struct s2_span asked)
{
    struct s2_rd r = s2_rd(signature);
    struct s2_span name = s2_rd_str(&r);

    (void)s2_rd_str(&r); /* the signature itself; sk keys have more behind */
    if (!s2_rd_ok(&r))
        return s2_fail(&a->s->err, LIBSSH2_ERROR_AGENT_PROTOCOL,
                       "the agent's signature is malformed");
    if (s2_span_eq(name, asked))
        return 0;
    /* sk-...-cert-v01@openssh.com signs as sk-...@openssh.com */
    if (name.n > asked.n && memcmp(name.p, "sk-", 3) == 0 &&
        memcmp(name.p, asked.p, asked.n) == 0 && name.p[asked.n] == '@')
        return 0;
    return s2_fail(&a->s->err, LIBSSH2_ERROR_ALGO_UNSUPPORTED,
                   "the agent signed with %.*s in place of %.*s",
                   (int)s2_min(name.n, 64), name.n ? (const char *)name.p : "",
                   (int)s2_min(asked.n, 64), (const char *)asked.p);
}

int s2_agent_sign(s2_agent *a, struct s2_span blob, struct s2_span algorithm,
                  struct s2_span data, struct s2_wr *out)
{
    struct s2_span name = plain_name(algorithm), signature;
    struct s2_wr w = request(a, AGENTC_SIGN_REQUEST);
    struct s2_wr reply = s2_wr_growing(&a->s->mem);
    struct s2_rd r;
    int rc;

    s2_wr_str(&w, blob);
    s2_wr_str(&w, data);
    s2_wr_u32(&w, flags_of(name));
    rc = ask(a, &w, AGENT_SIGN_RESPONSE, &reply, &r);
    if (rc)
        goto out;
    signature = s2_rd_str(&r);
    rc = judge(a, signature, name);
    if (!rc && !s2_rd_done(&r))
        rc = s2_fail(&a->s->err, LIBSSH2_ERROR_AGENT_PROTOCOL,
                     "the agent's answer is malformed");
    if (!rc)
        s2_wr_raw(out, signature.p, signature.n);
out:
    s2_wr_free(&w);
    s2_wr_free(&reply);
    return rc;
}

/* --- Authentication ----------------------------------------------------------------
 */

/* To the caller of an authentication, a key that does not sign is one that was not
 * verified: the next one may do. */
static int sign(s2_session *s, const struct s2_identity *id, struct s2_span algorithm,
                struct s2_span data, struct s2_wr *out)
{
    s2_agent *const *a = id->arg;
    struct s2_err inner;
    int rc = s2_agent_sign(*a, id->blob, algorithm, data, out);

    if (!rc || rc == LIBSSH2_ERROR_ALLOC)
        return rc;
    inner = s->err;
    return s2_fail(&s->err, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED, "no signature: %.400s",
                   inner.text);
}

int s2_agent_userauth(s2_agent *a, struct s2_span user, struct s2_span blob)
{
    struct s2_identity id = {{NULL, 0}, 0, NULL, {NULL, 0}, sign, NULL};

    id.user = user;
    id.print = s2_fnv(S2_FNV_START, blob);
    id.blob = blob;
    id.arg = &a;
    return s2_auth_key(a->s, &id);
}
