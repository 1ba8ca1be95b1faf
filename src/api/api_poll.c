/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* libssh2_poll, which programs left long ago for the system's poll().  It may watch
 * entries of several sessions at once, so it stands outside of the one loop of api.h.
 *
 * Deprecated for as long as most of its users live; kept because old programs link to
 * it. It works on what was received before: only sockets are truly waited for. */
#include "api/api.h"
#include "conn/conn.h"
#include "os/os.h"

/* With several sockets each is looked at in turn for this long: there is no call to
 * wait for many, and a deprecated function shall not be the reason for one. */
#define SLICE_MS 10

/* What is found whether asked for or not. */
#define ALWAYS                                                                         \
    (LIBSSH2_POLLFD_POLLERR | LIBSSH2_POLLFD_POLLHUP | LIBSSH2_POLLFD_POLLNVAL |       \
     LIBSSH2_POLLFD_CHANNEL_CLOSED)

/* The session of an entry, NULL for a plain socket. */
static s2_session *session_of(const LIBSSH2_POLLFD *f)
{
    if (f->type == LIBSSH2_POLLFD_CHANNEL)
        return s2_chan_session(f->fd.channel);
    return f->type == LIBSSH2_POLLFD_LISTENER ? s2_fwd_session(f->fd.listener) : NULL;
}

static bool valid(const LIBSSH2_POLLFD *f)
{
    switch (f->type) {
    case LIBSSH2_POLLFD_SOCKET:
        return true;
    case LIBSSH2_POLLFD_CHANNEL:
        return f->fd.channel != NULL;
    case LIBSSH2_POLLFD_LISTENER:
        return f->fd.listener != NULL;
    default:
        return false;
    }
}

/* Directions of a socket that an entry waits for. */
static int directions(const LIBSSH2_POLLFD *f)
{
    const s2_session *s = session_of(f);

    if (s)
        return s2_directions(s);
    return (f->events & LIBSSH2_POLLFD_POLLIN ? S2_OS_IN : 0) |
           (f->events & LIBSSH2_POLLFD_POLLOUT ? S2_OS_OUT : 0);
}

static libssh2_socket_t socket_of(const LIBSSH2_POLLFD *f)
{
    const s2_session *s = session_of(f);

    return s ? s->fd : f->fd.socket;
}

static unsigned long look_at_socket(const LIBSSH2_POLLFD *f)
{
    int dirs = s2_os_wait(f->fd.socket, directions(f), 0);

    if (dirs < 0)
        return LIBSSH2_POLLFD_POLLNVAL;
    return (dirs & S2_OS_IN ? (unsigned long)LIBSSH2_POLLFD_POLLIN : 0) |
           (dirs & S2_OS_OUT ? (unsigned long)LIBSSH2_POLLFD_POLLOUT : 0);
}

static unsigned long look_at_channel(const LIBSSH2_CHANNEL *c)
{
    unsigned long found = 0;

    if (s2_chan_avail(c, S2_STREAM_DATA) > 0)
        found |= LIBSSH2_POLLFD_POLLIN;
    if (s2_chan_avail(c, S2_STREAM_STDERR) > 0)
        found |= LIBSSH2_POLLFD_POLLEXT;
    if (s2_chan_window_out(c, NULL) > 0)
        found |= LIBSSH2_POLLFD_POLLOUT;
    if (s2_chan_closed(c))
        found |= LIBSSH2_POLLFD_POLLHUP | LIBSSH2_POLLFD_CHANNEL_CLOSED;
    return found;
}

/* What an entry has; moves the bytes of its session once. */
static unsigned long look(const LIBSSH2_POLLFD *f)
{
    s2_session *s = session_of(f);
    unsigned long found;
    int rc = 0;

    if (!s)
        return look_at_socket(f);
    if (!s->dead && !s->in_pump)
        rc = s2_pump(s);
    if (f->type == LIBSSH2_POLLFD_CHANNEL)
        found = look_at_channel(f->fd.channel);
    else
        found = s2_fwd_waiting(f->fd.listener) ? LIBSSH2_POLLFD_POLLIN : 0;
    if (rc < 0 || s->dead)
        found |= LIBSSH2_POLLFD_SESSION_CLOSED | LIBSSH2_POLLFD_CHANNEL_CLOSED;
    return found;
}

/* Sets revents; how many entries have any. */
static int look_at_all(LIBSSH2_POLLFD *fds, unsigned int nfds)
{
    unsigned int i;
    int found = 0;

    for (i = 0; i < nfds; i++) {
        fds[i].revents = look(&fds[i]) & (fds[i].events | ALWAYS);
        found += fds[i].revents != 0;
    }
    return found;
}

static bool one_socket(const LIBSSH2_POLLFD *fds, unsigned int nfds)
{
    unsigned int i;

    for (i = 1; i < nfds; i++)
        if (socket_of(&fds[i]) != socket_of(&fds[0]))
            return false;
    return true;
}

LIBSSH2_API int libssh2_poll(LIBSSH2_POLLFD *fds, unsigned int nfds, long timeout_ms)
{
    uint64_t start = s2_os_mono_ms();
    unsigned int i, turn = 0;
    int found, left;

    if (!fds || !nfds)
        return -1;
    for (i = 0; i < nfds; i++)
        if (!valid(&fds[i]))
            return -1;
    for (;;) {
        found = look_at_all(fds, nfds);
        left = s2_os_time_left(timeout_ms, start);
        if (found || left == 0)
            return found;
        if (!one_socket(fds, nfds) && (left < 0 || left > SLICE_MS))
            left = SLICE_MS;
        i = turn++ % nfds;
        if (s2_os_wait(socket_of(&fds[i]), directions(&fds[i]), left) < 0)
            return -1;
    }
}
