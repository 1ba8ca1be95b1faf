/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The first part of a connection as an operation: identification, key exchange, service
 * ssh-userauth. */
#include "os/os.h"
#include "trans/kex.h"

/* Straight into the batch, since an identification string is no packet and is never
 * encrypted (RFC 4253 section 4.2). */
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

/* Both sides send at once, neither waits for the other's string. */
static int hs_ident(s2_session *s, struct s2_op *o)
{
    int rc = queue_ident(s);

    (void)o;
    return rc ? s2_fail(&s->err, rc, "no memory for the identification") : S2_NEXT;
}

/* The server's string may come behind other lines; ident.c reads them and sets
 * ident_peer. */
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
    /* RFC 4253 section 10. */
    s2_wr_u8(&w, SSH_MSG_SERVICE_REQUEST);
    s2_wr_cstr(&w, "ssh-userauth");
    if (!rc)
        rc = s2_send_wr(s, &w);
    return rc ? rc : S2_NEXT;
}

/* The service is accepted by on_service_accept, after the whole key exchange. */
static int hs_await_service(s2_session *s, struct s2_op *o)
{
    (void)o;
    return s->accepted ? S2_DONE : S2_WAIT;
}

static s2_step *const hs_steps[] = {hs_ident, hs_await_ident, hs_keys_and_service,
                                    hs_await_service};
static const struct s2_op_type handshake = {
    "handshake", sizeof(struct s2_op), hs_steps, S2_COUNT(hs_steps), false, NULL};

/* The first call decides which socket it is; later ones continue on that one. It
 * is made non-blocking in both modes of the session: a blocking call waits by poll
 * alone. */
static int take_socket(s2_session *s, libssh2_socket_t fd)
{
    int nonblock;

    if (fd == LIBSSH2_INVALID_SOCKET)
        return s2_fail(&s->err, LIBSSH2_ERROR_BAD_SOCKET, "not a socket");
    /* Some systems cannot tell (neither 0 nor 1): then it is set, and stays so at the
     * end. */
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
    /* A connection that could not be set up cannot be used for anything else: no state
     * in between is left for the application to run into. */
    if (rc && rc != LIBSSH2_ERROR_EAGAIN)
        rc = s2_die(s, rc, "%s", s->err.text);
    return rc;
}
