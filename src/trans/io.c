/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The pump: everything that moves bytes between the socket, the batch and the slab.
 * Nothing here waits. */
#include "os/os.h"
#include "trans/kex.h"
#include "trans/packet.h"

/* Large buffers are kept this long after the last busy moment. */
#define KEEP_MS 200

/* Most calls of recv for what a peer said before the connection was lost. */
#define LAST_WORDS 64

/* Where the connection stood helps more than the system's error number. */
static int socket_lost(s2_session *s, int code, const char *what)
{
    return s2_die(s, code, "%s%s", what,
                  s->stage < S2_STAGE_OPEN ? " before login was complete" : "");
}

/* Much moved at once: the large buffers will be wanted again. */
static void note_busy(s2_session *s, size_t n)
{
    if (n >= S2_SLAB_SMALL / 4)
        s->busy_at = s2_now();
}

/* One send of all that is sealed: 0 all left, EAGAIN some stays, SOCKET_SEND: no more
 * can be sent (the session does not know yet). */
static int send_sealed(s2_session *s)
{
    while (s2_batch_left(&s->out)) {
        size_t left = s2_batch_left(&s->out);
        ssize_t n = s->cb.send(s->fd, s->out.buf + s->out.head, left, s->io_flags,
                               &s->abstract);

        if (n > 0 && (size_t)n <= left) {
            s2_batch_sent(&s->out, (size_t)n);
            note_busy(s, (size_t)n);
            if ((size_t)n < left)
                return LIBSSH2_ERROR_EAGAIN;
            continue;
        }
        if (n == 0 || s2_os_io_of((int)-n) == S2_IO_AGAIN)
            return LIBSSH2_ERROR_EAGAIN;
        return LIBSSH2_ERROR_SOCKET_SEND;
    }
    return 0;
}

/* How much to make room for: what the packet at hand needs, and more while the peer
 * fills all we offer. */
static size_t room_wanted(const s2_session *s)
{
    size_t want = s->ident_peer ? s2_open_want(s) : 1;

    return s2_max(want, s->in.hungry ? S2_SLAB_LARGE / 2 : S2_SLAB_SMALL / 4);
}

/* One recv: 1 something came, 0 nothing, negative: dead. */
static int receive(s2_session *s)
{
    struct s2_slab *slab;
    size_t room;
    ssize_t n;

    if (s2_in_room(&s->in, &s->mem, room_wanted(s)))
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory to receive");
    slab = s->in.slab;
    room = slab->cap - slab->wr;
    n = s->cb.recv(s->fd, slab->data + slab->wr, room, s->io_flags, &s->abstract);
    if (n > 0 && (size_t)n <= room) {
        slab->wr += (size_t)n;
        s->in.hungry = (size_t)n == room || (s->in.hungry && (size_t)n > room / 2);
        note_busy(s, (size_t)n);
        return 1;
    }
    if (n == 0)
        return socket_lost(s, LIBSSH2_ERROR_SOCKET_DISCONNECT,
                           "the server closed the connection");
    if (s2_os_io_of((int)-n) == S2_IO_AGAIN) {
        s->in.hungry = false;
        return 0;
    }
    if (s2_os_io_of((int)-n) == S2_IO_EOF)
        return socket_lost(s, LIBSSH2_ERROR_SOCKET_DISCONNECT,
                           "the server cut the connection");
    return socket_lost(s, LIBSSH2_ERROR_SOCKET_RECV, "receiving failed");
}

/* Hand out every complete packet. */
static int dispatch_all(s2_session *s)
{
    struct s2_pkt pkt;
    int rc = 0;

    if (!s->ident_peer) {
        rc = s2_ident_take(s);
        if (rc <= 0)
            return rc;
        s->stage = S2_STAGE_KEX;
    }
    for (;;) {
        rc = s2_open(s, &pkt);
        if (rc <= 0)
            return rc;
        s->handled++;
        rc = s2_dispatch(s, &pkt);
        if (rc)
            return rc;
    }
}

/* The connection is lost.  Why may be told by what the peer said last, which can still
 * be read. */
static int send_failed(s2_session *s)
{
    int turns = LAST_WORDS;

    while (!s->dead && turns-- && receive(s) > 0 && dispatch_all(s) == 0)
        ;
    return socket_lost(s, LIBSSH2_ERROR_SOCKET_SEND,
                       "the connection was lost while sending");
}

int s2_flush(s2_session *s)
{
    int rc = send_sealed(s);

    if (rc != LIBSSH2_ERROR_SOCKET_SEND)
        return rc;
    if (s->in_pump) /* a handler's packet lies where receiving would write */
        return socket_lost(s, rc, "the connection was lost while sending");
    s->in_pump = true;
    rc = send_failed(s);
    s->in_pump = false;
    return rc;
}

static int pump_once(s2_session *s)
{
    uint64_t sent_before = s->out.pos_sent;
    int rc, got;

    if (send_sealed(s) == LIBSSH2_ERROR_SOCKET_SEND)
        return send_failed(s);
    got = receive(s);
    if (got < 0)
        return got;
    rc = got ? dispatch_all(s) : 0;
    if (!rc)
        rc = s2_kex_tick(s);
    if (!rc && s->on_flow)
        rc = s->on_flow(s);
    if (rc)
        return rc;
    if (send_sealed(s) == LIBSSH2_ERROR_SOCKET_SEND)
        return send_failed(s);
    return got || s->out.pos_sent != sent_before;
}

int s2_pump(s2_session *s)
{
    int rc = s2_alive(s);

    if (rc)
        return rc;
    if (s->in_pump || !s->has_fd)
        return 0;
    if (s->until && s2_now() >= s->until)
        return 0;
    s->in_pump = true;
    rc = pump_once(s);
    s->in_pump = false;
    return rc;
}

/* Reading is always of interest: the server may begin a key exchange at any time. */
int s2_directions(const s2_session *s)
{
    int dirs = LIBSSH2_SESSION_BLOCK_INBOUND;

    if (s2_batch_left(&s->out))
        dirs |= LIBSSH2_SESSION_BLOCK_OUTBOUND;
    return dirs;
}

void s2_trim(s2_session *s)
{
    if (s->in_pump || s2_now() - s->busy_at < KEEP_MS)
        return;
    s2_batch_trim(&s->out, &s->mem);
    s2_in_trim(&s->in, &s->mem);
}
