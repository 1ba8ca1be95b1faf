/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The pipe between library and server, the counting allocator, and the beginning and
 * end of a flow. */
#include "flow.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Turns in a row without a byte moved before we call it a deadlock. */
#define IDLE_MAX 50

uint32_t flow_random(struct flow *f, uint32_t below)
{
    f->random = f->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(f->random >> 33) % below;
}

void flow_note(struct flow *f, const void *p, size_t n)
{
    f->transcript = s2_fnv(f->transcript, s2_span(p, n));
}

void flow_note_int(struct flow *f, long long v)
{
    flow_note(f, &v, sizeof(v));
}

/* --- allocator ------------------------------------------------------------------- */

/* In front of each block: its size, and a word that shows writes before the block. */
struct head {
    size_t size;
    size_t guard;
};
#define GUARD ((size_t)0x5ca1ab1e)

static bool refuse(struct flow *f)
{
    return ++f->allocs == f->fail_alloc;
}

static void *block_begin(struct flow *f, struct head *h, size_t size)
{
    if (!h)
        return NULL;
    h->size = size;
    h->guard = GUARD ^ size;
    f->blocks++;
    f->bytes += size;
    f->peak = s2_max(f->peak, f->bytes);
    return h + 1;
}

static struct head *block_end(struct flow *f, void *p)
{
    struct head *h = (struct head *)p - 1;

    if (h->guard != (GUARD ^ h->size)) {
        fprintf(stderr, "flow: bytes in front of a block were overwritten\n");
        abort();
    }
    f->blocks--;
    f->bytes -= h->size;
    return h;
}

static LIBSSH2_ALLOC_FUNC(flow_alloc)
{
    struct flow *f = *abstract;

    return refuse(f) ? NULL
                     : block_begin(f, malloc(count + sizeof(struct head)), count);
}

static LIBSSH2_REALLOC_FUNC(flow_realloc)
{
    struct flow *f = *abstract;
    struct head *h;

    if (refuse(f))
        return NULL;
    h = realloc(ptr ? block_end(f, ptr) : NULL, count + sizeof(*h));
    return block_begin(f, peer_must(h), count);
}

static LIBSSH2_FREE_FUNC(flow_free)
{
    struct flow *f = *abstract;

    if (ptr)
        free(block_end(f, ptr));
}

void *flow_memory(struct flow *f, size_t n)
{
    return peer_must(block_begin(f, malloc(n + sizeof(struct head)), n));
}

/* --- pipe --------------------------------------------------------------------------
 */

/* Bytes that may move now, or 0: would block. */
static size_t allowance(struct flow *f, bool *blocked, size_t n)
{
    if (f->how->stutter) {
        *blocked = !*blocked;
        if (*blocked)
            return 0;
    }
    if (f->how->random_chunks)
        n = s2_min(n, 1 + flow_random(f, 3000));
    return f->how->chunk ? s2_min(n, f->how->chunk) : n;
}

static LIBSSH2_SEND_FUNC(flow_send)
{
    struct flow *f = *abstract;
    size_t n = allowance(f, &f->send_blocked, length);

    (void)socket, (void)flags;
    if (f->peer->closed)
        return -EPIPE;
    if (!n || f->deaf)
        return -EAGAIN;
    peer_feed(f->peer, buffer, n);
    f->moved += n;
    return (ssize_t)n;
}

static LIBSSH2_RECV_FUNC(flow_recv)
{
    struct flow *f = *abstract;
    struct peer_bytes *out = &f->peer->out;
    size_t n;

    (void)socket, (void)flags;
    if (!peer_len(out))
        return f->peer->closed ? 0 : -EAGAIN;
    n = allowance(f, &f->recv_blocked, s2_min(length, peer_len(out)));
    if (!n)
        return -EAGAIN;
    memcpy(buffer, out->p + out->head, n);
    peer_skip(out, n);
    f->peer->total_out += n;
    f->moved += n;
    return (ssize_t)n;
}

int flow_turn(struct flow *f)
{
    bool ran = peer_run(f->peer) || f->moved != f->moved_before;

    f->eagains++;
    if (f->stop_at && f->eagains >= f->stop_at)
        return FLOW_STOP;
    if (f->max_turns && f->eagains > f->max_turns) {
        snprintf(f->error, sizeof(f->error), "no end after %lu turns",
                 (unsigned long)f->eagains);
        return FLOW_STUCK;
    }
    f->moved_before = f->moved;
    if (ran)
        f->idle = 0;
    else if (++f->idle <= IDLE_MAX)
        return 0;
    else if (f->close_when_idle && !f->closed_idle) {
        f->closed_idle = f->peer->closed = true;
        f->idle = 0;
    } else {
        snprintf(f->error, sizeof(f->error), "neither side moves any more%s%s",
                 f->peer->protocol_error ? "; server: " : "", f->peer->why);
        return FLOW_STUCK;
    }
    return 0;
}

/* --- outcome -------------------------------------------------------------------------
 */

int flow_failed(struct flow *f, int rc)
{
    char *text = NULL;

    libssh2_session_last_error(f->session, &text, NULL, 0);
    snprintf(f->error, sizeof(f->error), "%s", text);
    return rc ? rc : FLOW_WRONG;
}

int flow_wrong(struct flow *f, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(f->error, sizeof(f->error), format, args);
    va_end(args);
    return FLOW_WRONG;
}

/* --- life
 * ----------------------------------------------------------------------------- */

int flow_begin(struct flow *f, const struct flow_scenario *sc,
               const struct flow_schedule *how, uint64_t seed)
{
    f->how = how;
    f->random = seed;
    f->transcript = S2_FNV_START;
    f->script = sc->script;
    f->script.seed = seed;
    if (how->peer_rekey)
        f->script.rekey_every = how->peer_rekey;
    if (how->cipher)
        f->script.cipher = how->cipher;
    if (how->mac)
        f->script.mac = how->mac;
    if (how->comp)
        f->script.comp = how->comp;
    if (!flow_fd_pair(f->fds))
        return flow_wrong(f, "no descriptors");
    f->peer = peer_new(&f->script);
    f->session = libssh2_session_init_ex(flow_alloc, flow_free, flow_realloc, f);
    if (!f->session)
        return LIBSSH2_ERROR_ALLOC;
    libssh2_session_callback_set2(f->session, LIBSSH2_CALLBACK_SEND,
                                  (libssh2_cb_generic *)flow_send);
    libssh2_session_callback_set2(f->session, LIBSSH2_CALLBACK_RECV,
                                  (libssh2_cb_generic *)flow_recv);
    libssh2_session_set_blocking(f->session, 0);
    if (f->script.comp && strstr(f->script.comp, "zlib"))
        libssh2_session_flag(f->session, LIBSSH2_FLAG_COMPRESS, 1);
    if (how->own_rekey)
        ringssh_session_set_rekey(f->session, how->own_rekey, 0, 0);
    return 0;
}

/* A well-behaved end: the rest is told by EAGAIN turns, which are bounded. */
static void close_politely(struct flow *f)
{
    int i, turns = 0;

    f->stop_at = 0;
    f->fail_alloc = 0;
    f->idle = 0;
    for (i = 0; i < 4; i++) {
        while (f->handle[i] &&
               libssh2_sftp_close(f->handle[i]) == LIBSSH2_ERROR_EAGAIN &&
               turns++ < 20000)
            if (flow_turn(f))
                break;
        f->handle[i] = NULL;
    }
    if (f->sftp)
        while (libssh2_sftp_shutdown(f->sftp) == LIBSSH2_ERROR_EAGAIN &&
               turns++ < 20000)
            if (flow_turn(f))
                break;
    for (i = 0; i < 4; i++)
        if (f->chan[i])
            libssh2_channel_free(f->chan[i]);
    while (libssh2_session_disconnect(f->session, "done") == LIBSSH2_ERROR_EAGAIN &&
           turns++ < 20000)
        if (flow_turn(f))
            break;
}

long flow_end(struct flow *f, int order)
{
    if (f->session) {
        if (order == 0 && !f->leave)
            close_politely(f);
        libssh2_session_free(f->session);
        f->session = NULL;
    }
    peer_free(f->peer);
    f->peer = NULL;
    flow_fd_close(f->fds);
    return f->blocks;
}
