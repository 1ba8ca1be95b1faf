/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A session's beginning and end, and the handshake as an operation. */
#include "os/os.h"
#include "trans/kex.h"
#include "trans/packet.h"

#include <stdarg.h>
#include <stdio.h>

#define READ_TIMEOUT_S 60

/* --- built-in socket functions ---------------------------------------------- */

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

/* --- death ----------------------------------------------------------------------- */

static int reason_of(int code)
{
    switch (code) {
    case LIBSSH2_ERROR_INVALID_MAC:
        return SSH_DISCONNECT_MAC_ERROR;
    case LIBSSH2_ERROR_ZLIB:
    case LIBSSH2_ERROR_COMPRESS:
        return SSH_DISCONNECT_COMPRESSION_ERROR;
    case LIBSSH2_ERROR_KEX_FAILURE:
    case LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE:
        return SSH_DISCONNECT_KEY_EXCHANGE_FAILED;
    case LIBSSH2_ERROR_HOSTKEY_INIT:
    case LIBSSH2_ERROR_HOSTKEY_SIGN:
        return SSH_DISCONNECT_HOST_KEY_NOT_VERIFIABLE;
    default:
        return SSH_DISCONNECT_PROTOCOL_ERROR;
    }
}

static void build_goodbye(struct s2_wr *w, int reason, struct s2_span text,
                          struct s2_span lang)
{
    s2_wr_u8(w, SSH_MSG_DISCONNECT);
    s2_wr_u32(w, (uint32_t)reason);
    s2_wr_str(w, text);
    s2_wr_str(w, lang);
}

/* Tell the peer why, if the wire is whole.  The text is our own words only. */
static void say_goodbye(s2_session *s, int code)
{
    uint8_t buf[128];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    if (!s->has_fd || s->stage == S2_STAGE_NEW || s->saw_disconnect ||
        code == LIBSSH2_ERROR_SOCKET_SEND || code == LIBSSH2_ERROR_SOCKET_RECV ||
        code == LIBSSH2_ERROR_SOCKET_DISCONNECT || code == LIBSSH2_ERROR_ENCRYPT)
        return;
    build_goodbye(&w, reason_of(code), s2_span_str(s2_err_name(code)),
                  s2_span(NULL, 0));
    if (s2_seal(s, s2_wr_span(&w), s2_span(NULL, 0)) == 0 && s2_flush(s) != 0)
        s2_trace(s, LIBSSH2_TRACE_TRANS, "the server may not learn why we leave");
}

int s2_die(s2_session *s, int code, const char *format, ...)
{
    va_list args;

    if (s->dead)
        return s->dead;
    s->dead = code;
    va_start(args, format);
    vsnprintf(s->death, sizeof(s->death), format, args);
    va_end(args);
    s2_fail(&s->err, code, "%s", s->death);
    s2_trace(s, LIBSSH2_TRACE_ERROR, "session ends: %s", s->err.text);
    say_goodbye(s, code);
    return code;
}

int s2_alive(s2_session *s)
{
    return s->dead ? s2_fail(&s->err, s->dead, "%s", s->death) : 0;
}

/* --- handshake ---------------------------------------------------------------------
 */

static int queue_ident(s2_session *s)
{
    size_t n;
    uint8_t *p;

    if (!s->ident_own)
        s->ident_own = s2_memdup(&s->mem, s2_span_str(LIBSSH2_SSH_BANNER));
    if (!s->ident_own)
        return LIBSSH2_ERROR_ALLOC;
    n = strlen(s->ident_own);
    p = s2_batch_room(&s->out, &s->mem, n + 2);
    if (!p)
        return LIBSSH2_ERROR_ALLOC;
    memcpy(p, s->ident_own, n);
    memcpy(p + n, "\r\n", 2);
    s->out.tail += n + 2;
    s->out.pos_sealed += n + 2;
    return 0;
}

static int hs_ident(s2_session *s, struct s2_op *o)
{
    int rc = queue_ident(s);

    (void)o;
    return rc ? s2_fail(&s->err, rc, "no memory for the identification") : S2_NEXT;
}

static int hs_await_ident(s2_session *s, struct s2_op *o)
{
    (void)o;
    return s->ident_peer ? S2_NEXT : S2_WAIT;
}

/* The service request is held until our NEWKEYS and goes out in one flight with it. */
static int hs_keys_and_service(s2_session *s, struct s2_op *o)
{
    uint8_t msg[32];
    struct s2_wr w = s2_wr_fixed(msg, sizeof(msg));
    int rc = s2_kex_begin(s);

    (void)o;
    s2_wr_u8(&w, SSH_MSG_SERVICE_REQUEST);
    s2_wr_cstr(&w, "ssh-userauth");
    if (!rc)
        rc = s2_send_wr(s, &w);
    return rc ? rc : S2_NEXT;
}

static int hs_await_service(s2_session *s, struct s2_op *o)
{
    (void)o;
    return s->accepted ? S2_DONE : S2_WAIT;
}

static s2_step *const hs_steps[] = {hs_ident, hs_await_ident, hs_keys_and_service,
                                    hs_await_service};
static const struct s2_op_type handshake = {
    "handshake", sizeof(struct s2_op), hs_steps, S2_COUNT(hs_steps), false, NULL};

static int take_socket(s2_session *s, libssh2_socket_t fd)
{
    int nonblock;

    if (fd == LIBSSH2_INVALID_SOCKET)
        return s2_fail(&s->err, LIBSSH2_ERROR_BAD_SOCKET, "not a socket");
    nonblock = s2_os_is_nonblock(fd);
    s->fd_was_blocking = nonblock == 0;
    if (nonblock != 1 && s2_os_set_nonblock(fd, true))
        return s2_fail(&s->err, LIBSSH2_ERROR_BAD_SOCKET,
                       "the socket cannot be made non-blocking");
    s->fd = fd;
    s->has_fd = true;
    return 0;
}

int s2_handshake(s2_session *s, libssh2_socket_t fd)
{
    struct s2_op *o;
    int rc = s2_alive(s);

    if (!rc && !s->has_fd)
        rc = take_socket(s, fd);
    if (rc)
        return rc;
    if (s->accepted)
        return s2_fail(&s->err, LIBSSH2_ERROR_BAD_USE, "the handshake is done already");
    o = s2_op_begin(s, &handshake, s, 0);
    rc = s2_op_run(s, o);
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(s, o);
    if (rc && rc != LIBSSH2_ERROR_EAGAIN)
        rc = s2_die(s, rc, "%s", s->err.text);
    return rc;
}

/* --- goodbye -------------------------------------------------------------------------
 */

struct bye_op {
    struct s2_op op;
    uint64_t mark;
};

static int bye_await(s2_session *s, struct s2_op *o)
{
    struct bye_op *b = (struct bye_op *)o;
    int rc = s2_flush(s);

    if (rc && rc != LIBSSH2_ERROR_EAGAIN)
        return S2_DONE;
    return s2_sent(s, b->mark) ? S2_DONE : S2_WAIT;
}

static s2_step *const bye_steps[] = {bye_await};
static const struct s2_op_type bye = {
    "disconnect", sizeof(struct bye_op), bye_steps, S2_COUNT(bye_steps), false, NULL};

int s2_disconnect(s2_session *s, int reason, struct s2_span text, struct s2_span lang)
{
    uint64_t print = s2_fnv(s2_fnv(S2_FNV_START, text), lang) ^ (uint64_t)reason;
    struct bye_op *b;
    int rc = 0;

    if (s->dead || !s->has_fd || s->stage == S2_STAGE_NEW)
        return 0;
    b = s2_op_begin(s, &bye, s, print);
    if (b && b->op.fresh) {
        struct s2_wr w = s2_wr_growing(&s->mem);

        build_goodbye(&w, reason, text, lang);
        rc = s2_send_wr(s, &w);
        b->mark = s2_mark(s);
        s2_wr_free(&w);
    }
    if (!rc)
        rc = s2_op_run(s, (struct s2_op *)b);
    if (rc != LIBSSH2_ERROR_EAGAIN) {
        s2_op_end(s, (struct s2_op *)b);
        if (rc == 0 && !s->dead) {
            s->dead = LIBSSH2_ERROR_SOCKET_DISCONNECT;
            memcpy(s->death, "the session was disconnected by the application", 48);
        }
        rc = 0;
    }
    return rc;
}
