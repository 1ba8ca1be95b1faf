/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A session that has just come out of a handshake without keys, and the other end of
 * its wire as two queues of payloads: what the client sent, and what it will receive.
 * For tests of authentication, each message by hand. */
#ifndef S2_TESTS_AUTHSRV_H
#define S2_TESTS_AUTHSRV_H

#include "t.h"

#include <stdlib.h>
#include <string.h>

#include "auth/auth.h"
#include "os/os.h"

#define SRV_MESSAGES 64

struct srv {
    s2_session *s;
    struct s2_mem mem;    /* plain, for the test's own needs */
    unsigned allocs_left; /* of the session; counts down if `starve` */
    int starve;
    uint8_t *raw; /* what came in and is not a whole packet yet */
    size_t raw_n;
    struct s2_span sent[SRV_MESSAGES]; /* payloads of the client */
    unsigned sent_n;
    uint8_t *wire; /* packets for the client, from wire_at on not yet received */
    size_t wire_n, wire_at;
};

static struct srv *srv_of(void **abstract)
{
    return *abstract;
}

static void *srv_alloc(size_t n, void **abstract)
{
    struct srv *v = srv_of(abstract);

    if (v->starve && v->allocs_left-- == 0) {
        v->allocs_left = 0;
        return NULL;
    }
    return malloc(n);
}

static void *srv_realloc(void *p, size_t n, void **abstract)
{
    struct srv *v = srv_of(abstract);

    if (v->starve && v->allocs_left-- == 0) {
        v->allocs_left = 0;
        return NULL;
    }
    return realloc(p, n);
}

static void srv_release(void *p, void **abstract)
{
    (void)abstract;
    free(p);
}

static ssize_t srv_send(libssh2_socket_t fd, const void *p, size_t n, int flags,
                        void **abstract)
{
    struct srv *v = srv_of(abstract);

    (void)fd;
    (void)flags;
    v->raw = realloc(v->raw, v->raw_n + n);
    memcpy(v->raw + v->raw_n, p, n);
    v->raw_n += n;
    /* [length][padding length][payload][padding], RFC 4253 section 6 */
    while (v->raw_n >= 5 && v->raw_n >= 4 + (size_t)s2_get_u32(v->raw)) {
        size_t whole = 4 + (size_t)s2_get_u32(v->raw);
        struct s2_span payload = s2_span(v->raw + 5, whole - 5 - v->raw[4]);

        if (v->sent_n < SRV_MESSAGES) {
            v->sent[v->sent_n].p = s2_memdup(&v->mem, payload);
            v->sent[v->sent_n++].n = payload.n;
        }
        v->raw_n -= whole;
        memmove(v->raw, v->raw + whole, v->raw_n);
    }
    return (ssize_t)n;
}

static ssize_t srv_recv(libssh2_socket_t fd, void *p, size_t n, int flags,
                        void **abstract)
{
    struct srv *v = srv_of(abstract);
    size_t k = s2_min(n, v->wire_n - v->wire_at);

    (void)fd;
    (void)flags;
    if (!k)
        return s2_os_would_block();
    memcpy(p, v->wire + v->wire_at, k);
    v->wire_at += k;
    return (ssize_t)k;
}

/* Let the client receive a payload. */
static void srv_put(struct srv *v, struct s2_span payload)
{
    size_t pad = 4 + (8 - (5 + payload.n + 4) % 8) % 8;
    size_t whole = 5 + payload.n + pad;
    uint8_t *p;

    v->wire = realloc(v->wire, v->wire_n + whole);
    p = v->wire + v->wire_n;
    s2_put_u32(p, (uint32_t)(whole - 4));
    p[4] = (uint8_t)pad;
    memcpy(p + 5, payload.p, payload.n);
    memset(p + 5 + payload.n, 0, pad);
    v->wire_n += whole;
}

static void srv_put_wr(struct srv *v, struct s2_wr *w)
{
    srv_put(v, s2_wr_span(w));
    s2_wr_free(w);
}

static void srv_failure(struct srv *v, const char *methods, bool partial)
{
    struct s2_wr w = s2_wr_growing(&v->mem);

    s2_wr_u8(&w, SSH_MSG_USERAUTH_FAILURE);
    s2_wr_cstr(&w, methods);
    s2_wr_bool(&w, partial);
    srv_put_wr(v, &w);
}

static void srv_success(struct srv *v)
{
    uint8_t msg = SSH_MSG_USERAUTH_SUCCESS;

    srv_put(v, s2_span(&msg, 1));
}

/* Messages 53 and 60 of the form "two strings". */
static void srv_two(struct srv *v, uint8_t number, struct s2_span a, struct s2_span b)
{
    struct s2_wr w = s2_wr_growing(&v->mem);

    s2_wr_u8(&w, number);
    s2_wr_str(&w, a);
    s2_wr_str(&w, b);
    srv_put_wr(v, &w);
}

static struct srv *srv_new(void)
{
    struct srv *v = calloc(1, sizeof(*v));

    s2_mem_init(&v->mem, NULL, NULL, NULL, NULL);
    v->s = s2_session_new(srv_alloc, srv_release, srv_realloc, v);
    v->s->cb.send = srv_send;
    v->s->cb.recv = srv_recv;
    v->s->fd = 0;
    v->s->has_fd = true;
    v->s->limits.ms = UINT64_MAX;
    v->s->ident_peer = s2_memdup(&v->s->mem, s2_span_str("SSH-2.0-test"));
    v->s->session_id = s2_span(s2_memdup(&v->s->mem, s2_span_str("session id")), 10);
    v->s->stage = S2_STAGE_AUTH;
    return v;
}

static void srv_free(struct srv *v)
{
    unsigned i;

    s2_session_free(v->s);
    for (i = 0; i < v->sent_n; i++)
        free((void *)(uintptr_t)v->sent[i].p);
    free(v->raw);
    free(v->wire);
    free(v);
}

/* A reader of the client's n-th message behind the head of an authentication request
 * with that method; failed if it is something else. */
static struct s2_rd srv_request(struct srv *v, unsigned n, const char *method)
{
    struct s2_rd r = s2_rd(n < v->sent_n ? v->sent[n] : s2_span(NULL, 0));

    if (s2_rd_u8(&r) != SSH_MSG_USERAUTH_REQUEST)
        s2_rd_fail(&r);
    if (!s2_span_is(s2_rd_str(&r), "joe"))
        s2_rd_fail(&r);
    if (!s2_span_is(s2_rd_str(&r), "ssh-connection"))
        s2_rd_fail(&r);
    if (!s2_span_is(s2_rd_str(&r), method))
        s2_rd_fail(&r);
    return r;
}

#define JOE s2_span_str("joe")

#endif
