/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A session's beginning and end. */
#include "os/os.h"
#include "trans/kex.h"
#include "trans/packet.h"

/* How long a reply may take unless the application says otherwise; libssh2's
 * default. */
#define READ_TIMEOUT_S 60

/* --- built-in socket functions ---------------------------------------------- */

/* The functions that libssh2_session_callback_set hands out as the previous ones, in
 * the form that applications know: a count, or a negative errno for "would block". */
static LIBSSH2_SEND_FUNC(plain_send)
{
    size_t n;

    (void)abstract;
    switch (s2_os_send(socket, buffer, length, flags, &n)) {
    case S2_IO_OK:
        return (ssize_t)n;
    case S2_IO_AGAIN:
        return s2_os_would_block();
    default:
        return -1;
    }
}

/* 0 tells the end of the connection, as with recv itself. */
static LIBSSH2_RECV_FUNC(plain_recv)
{
    size_t n;

    (void)abstract;
    switch (s2_os_recv(socket, buffer, length, flags, &n)) {
    case S2_IO_OK:
        return (ssize_t)n;
    case S2_IO_AGAIN:
        return s2_os_would_block();
    case S2_IO_EOF:
        return 0;
    default:
        return -1;
    }
}

/* --- life ---------------------------------------------------------------------- */

s2_session *s2_session_new(s2_alloc_fn *alloc, s2_free_fn *release,
                           s2_realloc_fn *resize, void *abstract)
{
    struct s2_mem m;
    s2_session *s;

    /* The allocator gets the address of the application's pointer. Until there is
     * a session to hold it, that is the argument; from then on the session's own
     * field. */
    s2_mem_init(&m, alloc, release, resize, &abstract);
    s = s2_zalloc(&m, sizeof(*s));
    if (!s)
        return NULL;
    s->mem = m;
    s->abstract = abstract;
    s->mem.abstract = &s->abstract;
    s->cb.send = plain_send;
    s->cb.recv = plain_recv;
    s->fd = LIBSSH2_INVALID_SOCKET;
    s->io_flags = s2_os_nosignal();
    s2_batch_init(&s->out);
    s2_in_init(&s->in);
    s2_dir_plain(&s->tx);
    s2_dir_plain(&s->rx);
    s2_list_init(&s->ops);
    s->tables[S2_TABLE_TRANS] = s2_ctl_table;
    s->tables[S2_TABLE_KEX] = s2_kex_table;
    s->limits.bytes = S2_REKEY_BYTES;
    s->limits.packets = S2_REKEY_PACKETS;
    s->limits.ms = S2_REKEY_MS;
    s->blocking = 1;
    s->quote_paths = true;
    s->read_timeout_s = READ_TIMEOUT_S;
    return s;
}

/* Names, lists and blobs, none of which is a secret. */
static void free_texts(s2_session *s)
{
    size_t i;

    for (i = 0; i < S2_COUNT(s->prefs); i++)
        s2_free(&s->mem, s->prefs[i]);
    s2_free(&s->mem, s->ident_own);
    s2_free(&s->mem, s->ident_peer);
    s2_free(&s->mem, s->peer_sig_algs);
    s2_free(&s->mem, (void *)(uintptr_t)s->session_id.p);
    s2_free(&s->mem, (void *)(uintptr_t)s->hostkey.p);
}

/* What the layers above have hung on the session, highest first: they use those
 * below. */
static void free_parts(s2_session *s)
{
    int i;

    /* Operations first: they hold objects of the parts. */
    while (!s2_list_empty(&s->ops))
        s2_op_end(s, S2_ITEM(s2_list_first(&s->ops), struct s2_op, link));
    for (i = S2_PART_COUNT - 1; i >= 0; i--)
        if (s->part[i].drop)
            s->part[i].drop(s, s->part[i].object);
}

void s2_session_free(s2_session *s)
{
    struct s2_mem m;

    if (!s)
        return;
    s->in_pump = true; /* nothing is received any more */
    s2_farewell(s);
    if (!s->dead && s->has_fd && s2_flush(s))
        s2_trace(s, LIBSSH2_TRACE_TRANS, "freed with bytes still to send");
    free_parts(s);
    s2_kex_free(s);
    s2_comp_free(s->tx.comp, &s->mem);
    s2_comp_free(s->rx.comp, &s->mem);
    s2_dir_free(&s->tx, &s->mem);
    s2_dir_free(&s->rx, &s->mem);
    s2_batch_free(&s->out, &s->mem);
    s2_in_free(&s->in, &s->mem);
    free_texts(s);
    if (s->has_fd && s->fd_was_blocking && s2_os_set_nonblock(s->fd, false))
        s2_trace(s, LIBSSH2_TRACE_SOCKET, "the socket stays non-blocking");
    /* The allocator outlives the object that it is stored in. */
    m = s->mem;
    s2_wipe(s->err.text, sizeof(s->err.text));
    m.abstract = &s->abstract;
    s2_free(&m, s);
}

int s2_set_stage(s2_session *s, enum s2_stage stage)
{
    int rc = 0;

    s->stage = (uint8_t)stage;
    if (stage != S2_STAGE_OPEN)
        return 0;
    /* Delayed compression starts here; undelayed went on since NEWKEYS. */
    if (s->agreed.comp[S2_CS] && s->agreed.comp[S2_CS]->delayed)
        rc = s2_comp_begin(s, S2_CS);
    if (!rc && s->agreed.comp[S2_SC] && s->agreed.comp[S2_SC]->delayed)
        rc = s2_comp_begin(s, S2_SC);
    return rc ? s2_die(s, rc, "compression cannot start") : 0;
}
