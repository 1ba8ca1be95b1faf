/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The agent's client against an agent in memory: honest answers, hostile ones, and a
 * login with one of its keys. */
#include "authsrv.h"

#include "auth/agent.h"

/* What the agent will say, and what it was asked. */
struct fake {
    struct srv *v;
    s2_agent *a;
    struct s2_wr says, asked;
    size_t at;
};

static int fake_send(void *who, const uint8_t *p, size_t n)
{
    struct fake *f = who;

    s2_wr_raw(&f->asked, p, n);
    return 0;
}

static int fake_recv(void *who, uint8_t *p, size_t n)
{
    struct fake *f = who;

    if (n > s2_wr_len(&f->says) - f->at)
        return LIBSSH2_ERROR_SOCKET_RECV;
    memcpy(p, f->says.base + f->at, n);
    f->at += n;
    return 0;
}

static void attach(struct fake *f)
{
    struct s2_agent_link link = {fake_send, fake_recv, NULL};

    link.who = f;
    s2_agent_attach(f->a, &link);
}

static void begin(struct fake *f)
{
    memset(f, 0, sizeof(*f));
    f->v = srv_new();
    f->a = s2_agent_new(f->v->s);
    f->says = s2_wr_growing(&f->v->mem);
    f->asked = s2_wr_growing(&f->v->mem);
    attach(f);
}

static void end(struct fake *f)
{
    s2_wr_free(&f->says);
    s2_wr_free(&f->asked);
    s2_agent_free(f->a);
    srv_free(f->v);
}

#define AGENT_CASE(name)                                                               \
    static void name##_with(struct fake *f);                                           \
    T_CASE(name)                                                                       \
    {                                                                                  \
        struct fake f;                                                                 \
        begin(&f);                                                                     \
        name##_with(&f);                                                               \
        end(&f);                                                                       \
    }                                                                                  \
    static void name##_with(struct fake *f)

static const uint8_t rsa_blob[] = "\0\0\0\7ssh-rsa\0\0\0\1\3\0\0\0\1\5";
static const uint8_t ed_blob[] = "\0\0\0\13ssh-ed25519\0\0\0\1x";

#define RSA s2_span(rsa_blob, sizeof(rsa_blob) - 1)
#define ED  s2_span(ed_blob, sizeof(ed_blob) - 1)

/* The agent answers with two keys. */
static void say_keys(struct fake *f)
{
    size_t mark = s2_wr_mark(&f->says);

    s2_wr_u8(&f->says, 12);
    s2_wr_u32(&f->says, 2);
    s2_wr_str(&f->says, RSA);
    s2_wr_cstr(&f->says, "first");
    s2_wr_str(&f->says, ED);
    s2_wr_cstr(&f->says, "");
    s2_wr_close(&f->says, mark);
}

/* The agent signs: a signature blob of that name. */
static void say_signature(struct fake *f, const char *name)
{
    size_t mark = s2_wr_mark(&f->says), inner;

    s2_wr_u8(&f->says, 14);
    inner = s2_wr_mark(&f->says);
    s2_wr_cstr(&f->says, name);
    s2_wr_cstr(&f->says, "sig");
    s2_wr_close(&f->says, inner);
    s2_wr_close(&f->says, mark);
}

/* The agent's bytes as they are. */
static void say_raw(struct fake *f, const char *bytes, size_t n)
{
    s2_wr_raw(&f->says, bytes, n);
}

/* --- The list ----------------------------------------------------------------------
 */

AGENT_CASE(agent_lists_keys)
{
    struct libssh2_agent_publickey *k;

    say_keys(f);
    T_EQ(s2_agent_list(f->a), 0);
    T_MEM(f->asked.base, s2_wr_len(&f->asked), "\0\0\0\1\13", 5);
    k = s2_agent_next(f->a, NULL);
    T_OK(k != NULL);
    T_STR(k->comment, "first");
    T_MEM(k->blob, k->blob_len, RSA.p, RSA.n);
    k = s2_agent_next(f->a, k);
    T_OK(k != NULL);
    T_STR(k->comment, "");
    T_OK(s2_agent_next(f->a, k) == NULL);
    /* A new list takes the place of the old one; none is left if it fails. */
    T_EQ(s2_agent_list(f->a), LIBSSH2_ERROR_SOCKET_RECV);
    T_OK(s2_agent_next(f->a, NULL) == NULL);
    T_EQ(s2_agent_list(f->a), LIBSSH2_ERROR_BAD_USE);
}

AGENT_CASE(agent_without_keys)
{
    say_raw(f, "\0\0\0\5\14\0\0\0\0", 9);
    T_EQ(s2_agent_list(f->a), 0);
    T_OK(s2_agent_next(f->a, NULL) == NULL);
}

AGENT_CASE(agent_not_connected)
{
    s2_agent_disconnect(f->a);
    T_EQ(s2_agent_list(f->a), LIBSSH2_ERROR_BAD_USE);
    T_EQ(s2_agent_set_path(f->a, "/nowhere/at/all"), 0);
    T_STR(s2_agent_path(f->a), "/nowhere/at/all");
    T_OK(s2_agent_connect(f->a) == LIBSSH2_ERROR_BAD_SOCKET ||
         s2_agent_connect(f->a) == LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
    T_EQ(s2_agent_set_path(f->a, NULL), 0);
    T_OK(s2_agent_path(f->a) == NULL);
}

AGENT_CASE(agent_hostile_lists)
{
    static const struct {
        const char *bytes;
        size_t n;
    } rows[] = {{"\0\0\0\1\5", 5},                            /* failure */
                {"\0\0\0\0", 4},                              /* no number */
                {"\0\4\0\1\14", 5},                           /* above 256 KiB */
                {"\xff\xff\xff\xff\14", 5},                   /* far above */
                {"\0\0\0\1\14", 5},                           /* no count */
                {"\0\0\0\5\14\xff\xff\xff\xff", 9},           /* count */
                {"\0\0\0\5\14\0\0\0\1", 9},                   /* count without key */
                {"\0\0\0\15\14\0\0\0\1\0\0\0\0\0\0\0\1", 17}, /* cut comment */
                {"\0\0\0\15\14\0\0\0\1\xff\xff\xff\xff\0\0\0\0", 17}, /* blob */
                {"\0\0\0\6\14\0\0\0\0x", 10}};                        /* more behind */
    size_t i;

    for (i = 0; i < S2_COUNT(rows); i++) {
        s2_wr_free(&f->says);
        f->at = 0;
        attach(f);
        say_raw(f, rows[i].bytes, rows[i].n);
        T_EQ(s2_agent_list(f->a), LIBSSH2_ERROR_AGENT_PROTOCOL);
        T_OK(s2_agent_next(f->a, NULL) == NULL);
    }
}

/* An answer cut short: the agent went away. */
AGENT_CASE(agent_cut_short)
{
    say_raw(f, "\0\0\0\11\14\0\0", 7);
    T_EQ(s2_agent_list(f->a), LIBSSH2_ERROR_SOCKET_RECV);
}

AGENT_CASE(agent_without_memory)
{
    unsigned at;

    for (at = 0; at < 30; at++) {
        int rc;

        s2_wr_free(&f->says);
        f->at = 0;
        attach(f);
        say_keys(f);
        f->v->allocs_left = at;
        f->v->starve = 1;
        rc = s2_agent_list(f->a);
        f->v->starve = 0;
        T_OK(rc == 0 || rc == LIBSSH2_ERROR_ALLOC);
        T_OK((s2_agent_next(f->a, NULL) != NULL) == (rc == 0));
    }
}

/* --- Signatures --------------------------------------------------------------------
 */

/* Ask for one signature; the flags must be these. */
static int sign_as(struct fake *f, struct s2_span blob, const char *algorithm,
                   uint32_t *flags)
{
    struct s2_wr out = s2_wr_growing(&f->v->mem);
    struct s2_rd r;
    int rc;

    s2_wr_free(&f->asked);
    rc = s2_agent_sign(f->a, blob, s2_span_str(algorithm), s2_span_str("data"), &out);
    r = s2_rd(s2_wr_span(&f->asked));
    (void)s2_rd_u32(&r);
    if (s2_rd_u8(&r) != 13 || !s2_span_eq(s2_rd_str(&r), blob) ||
        !s2_span_is(s2_rd_str(&r), "data"))
        s2_rd_fail(&r);
    *flags = s2_rd_u32(&r);
    if (!s2_rd_done(&r))
        *flags = 99;
    s2_wr_free(&out);
    return rc;
}

AGENT_CASE(agent_signs)
{
    uint32_t flags;

    say_signature(f, "rsa-sha2-512");
    T_EQ(sign_as(f, RSA, "rsa-sha2-512", &flags), 0);
    T_EQ(flags, 4);
    say_signature(f, "rsa-sha2-256");
    T_EQ(sign_as(f, RSA, "rsa-sha2-256", &flags), 0);
    T_EQ(flags, 2);
    say_signature(f, "ssh-ed25519");
    T_EQ(sign_as(f, ED, "ssh-ed25519", &flags), 0);
    T_EQ(flags, 0);
    say_signature(f, "rsa-sha2-512");
    T_EQ(sign_as(f, RSA, "rsa-sha2-512-cert-v01@openssh.com", &flags), 0);
    T_EQ(flags, 4);
    say_signature(f, "sk-ssh-ed25519@openssh.com");
    T_EQ(sign_as(f, ED, "sk-ssh-ed25519-cert-v01@openssh.com", &flags), 0);
}

/* An agent from before RFC 8332. */
AGENT_CASE(agent_signs_otherwise)
{
    uint32_t flags;

    say_signature(f, "ssh-rsa");
    T_EQ(sign_as(f, RSA, "rsa-sha2-512", &flags), LIBSSH2_ERROR_ALGO_UNSUPPORTED);
    T_OK(strstr(f->v->s->err.text, "ssh-rsa in place of rsa-sha2-512") != NULL);
}

AGENT_CASE(agent_refuses_to_sign)
{
    uint32_t flags;

    say_raw(f, "\0\0\0\1\5", 5);
    T_EQ(sign_as(f, ED, "ssh-ed25519", &flags), LIBSSH2_ERROR_AGENT_PROTOCOL);
    say_raw(f, "\0\0\0\11\16\0\0\0\4\0\0\0\11", 13); /* a cut name */
    T_EQ(sign_as(f, ED, "ssh-ed25519", &flags), LIBSSH2_ERROR_AGENT_PROTOCOL);
}

/* --- Login -------------------------------------------------------------------------
 */

AGENT_CASE(agent_logs_in)
{
    struct s2_rd r;

    srv_two(f->v, SSH_MSG_USERAUTH_60, s2_span_str("ssh-ed25519"), ED);
    say_signature(f, "ssh-ed25519");
    T_EQ(s2_agent_userauth(f->a, JOE, ED), LIBSSH2_ERROR_EAGAIN);
    r = srv_request(f->v, 1, "publickey");
    T_OK(s2_rd_bool(&r));
    T_OK(s2_span_is(s2_rd_str(&r), "ssh-ed25519"));
    T_OK(s2_span_eq(s2_rd_str(&r), ED));
    T_EQ(s2_rd_str(&r).n, 4 + 11 + 4 + 3);
    T_OK(s2_rd_done(&r));
    srv_success(f->v);
    T_EQ(s2_agent_userauth(f->a, JOE, ED), 0);
    T_OK(s2_auth_done(f->v->s));
}

AGENT_CASE(agent_key_refused)
{
    srv_failure(f->v, "publickey", false);
    T_EQ(s2_agent_userauth(f->a, JOE, ED), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_EQ(s2_wr_len(&f->asked), 0);
}

/* A key that does not sign leaves the session ready for the next one. */
AGENT_CASE(agent_login_with_the_next_key)
{
    srv_two(f->v, SSH_MSG_USERAUTH_60, s2_span_str("ssh-ed25519"), ED);
    say_raw(f, "\0\0\0\1\5", 5);
    T_EQ(s2_agent_userauth(f->a, JOE, ED), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_OK(strstr(f->v->s->err.text, "the agent refused") != NULL);
    srv_two(f->v, SSH_MSG_USERAUTH_60, s2_span_str("rsa-sha2-256"), RSA);
    say_signature(f, "rsa-sha2-256");
    T_EQ(s2_agent_userauth(f->a, JOE, RSA), LIBSSH2_ERROR_EAGAIN);
    srv_success(f->v);
    T_EQ(s2_agent_userauth(f->a, JOE, RSA), 0);
}

T_SUITE(agent) = {T_RUN(agent_lists_keys),
                  T_RUN(agent_without_keys),
                  T_RUN(agent_not_connected),
                  T_RUN(agent_hostile_lists),
                  T_RUN(agent_cut_short),
                  T_RUN(agent_without_memory),
                  T_RUN(agent_signs),
                  T_RUN(agent_signs_otherwise),
                  T_RUN(agent_refuses_to_sign),
                  T_RUN(agent_logs_in),
                  T_RUN(agent_key_refused),
                  T_RUN(agent_login_with_the_next_key),
                  T_END};
