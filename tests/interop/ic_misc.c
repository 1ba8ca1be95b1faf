/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: libssh2_poll over channels, listeners and sockets, and what the
 * library says of itself. */

#define _POSIX_C_SOURCE             200809L
#define LIBSSH2_DISABLE_DEPRECATION /* what is tried here is old */

#include "ic_common.h"
#include <string.h>
#include <unistd.h>

static LIBSSH2_CHANNEL *start(struct ic *ic, const char *command)
{
    LIBSSH2_CHANNEL *c;

    IC_PTR(ic, c, libssh2_channel_open_session(ic->session));
    IC_OK(ic, c);
    IC_CALL(ic, 0, libssh2_channel_exec(c, command));
    return c;
}

static LIBSSH2_POLLFD watch(LIBSSH2_CHANNEL *c, unsigned long events)
{
    LIBSSH2_POLLFD f;

    f.type = LIBSSH2_POLLFD_CHANNEL;
    f.fd.channel = c;
    f.events = events;
    f.revents = 0;
    return f;
}

static void poll_channels(struct ic *ic)
{
    LIBSSH2_POLLFD f[3];
    LIBSSH2_CHANNEL *c;
    char buf[16];
    long begun;
    int pipes[2];

    ic_login(ic);
    c = start(ic, "read x; echo out; read x; echo err >&2; read x");
    f[0] = watch(c, LIBSSH2_POLLFD_POLLIN | LIBSSH2_POLLFD_POLLEXT);
    begun = ic_now();
    IC_EQ(ic, libssh2_poll(f, 1, 200), 0);
    IC_OK(ic, ic_now() - begun >= 190 && ic_now() - begun < 5000);
    IC_CALL(ic, 1, libssh2_channel_write(c, "\n", 1));
    IC_EQ(ic, libssh2_poll(f, 1, 20000), 1);
    IC_EQ(ic, f[0].revents, LIBSSH2_POLLFD_POLLIN);
    IC_CALL(ic, 4, libssh2_channel_read(c, buf, sizeof(buf)));
    IC_CALL(ic, 1, libssh2_channel_write(c, "\n", 1));
    IC_EQ(ic, libssh2_poll(f, 1, -1), 1);
    IC_EQ(ic, f[0].revents, LIBSSH2_POLLFD_POLLEXT);
    IC_CALL(ic, 4, libssh2_channel_read_stderr(c, buf, sizeof(buf)));
    /* The window is open; and a socket beside the channel. */
    IC_EQ(ic, pipe(pipes), 0);
    IC_EQ(ic, write(pipes[1], "x", 1), 1);
    f[0].events = LIBSSH2_POLLFD_POLLOUT;
    f[1].type = LIBSSH2_POLLFD_SOCKET;
    f[1].fd.socket = pipes[0];
    f[1].events = LIBSSH2_POLLFD_POLLIN;
    IC_EQ(ic, libssh2_poll(f, 2, 1000), 2);
    IC_EQ(ic, f[0].revents, LIBSSH2_POLLFD_POLLOUT);
    IC_EQ(ic, f[1].revents, LIBSSH2_POLLFD_POLLIN);
    IC_EQ(ic, read(pipes[0], buf, 1), 1);
    f[0].events = 0;
    IC_CALL(ic, 1, libssh2_channel_write(c, "\n", 1));
    IC_EQ(ic, libssh2_poll(f, 2, 20000), 1); /* the end of the command */
    IC_OK(ic, f[0].revents & LIBSSH2_POLLFD_CHANNEL_CLOSED);
    f[1].type = 77;
    IC_EQ(ic, libssh2_poll(f, 2, 0), -1);
    IC_CALL(ic, 0, libssh2_channel_free(c));
    close(pipes[0]);
    close(pipes[1]);
}

static void poll_listener(struct ic *ic)
{
    LIBSSH2_POLLFD f;
    LIBSSH2_LISTENER *l;
    LIBSSH2_CHANNEL *c, *to;
    int bound = 0;

    ic_login(ic);
    IC_PTR(ic, l,
           libssh2_channel_forward_listen_ex(ic->session, "127.0.0.1", 0, &bound, 4));
    IC_OK(ic, l);
    f.type = LIBSSH2_POLLFD_LISTENER;
    f.fd.listener = l;
    f.events = LIBSSH2_POLLFD_POLLIN;
    IC_EQ(ic, libssh2_poll(&f, 1, 50), 0);
    IC_PTR(ic, to, libssh2_channel_direct_tcpip(ic->session, "127.0.0.1", bound));
    IC_OK(ic, to);
    IC_EQ(ic, libssh2_poll(&f, 1, 20000), 1);
    IC_EQ(ic, f.revents, LIBSSH2_POLLFD_POLLIN);
    IC_PTR(ic, c, libssh2_channel_forward_accept(l));
    IC_OK(ic, c);
    IC_CALL(ic, 0, libssh2_channel_free(c));
    IC_CALL(ic, 0, libssh2_channel_free(to));
    IC_CALL(ic, 0, libssh2_channel_forward_cancel(l));
}

static void build_options(struct ic *ic)
{
    const char *text = libssh2_build_options();

    (void)ic;
    IC_OK(ic, text && strncmp(text, "crypto:", 7) == 0);
    IC_OK(ic, strncmp(text, "crypto:other", 12) != 0);
    IC_OK(ic, text == libssh2_build_options());
}

/* By the key of a host that the server trusts, after one with the wrong host name. */
static void hostbased(struct ic *ic)
{
    unsigned n = (unsigned)strlen(ic->user);
    int rc;

    ic_handshake(ic);
    IC_RC(ic, rc,
          libssh2_userauth_hostbased_fromfile_ex(ic->session, ic->user, n, NULL,
                                                 ic->key, NULL, "other.example", 13,
                                                 ic->user, n));
    IC_EQ(ic, rc, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    IC_CALL(ic, 0,
            libssh2_userauth_hostbased_fromfile_ex(ic->session, ic->user, n, NULL,
                                                   ic->key, NULL, "client.example", 14,
                                                   ic->user, n));
    IC_OK(ic, libssh2_userauth_authenticated(ic->session));
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {{"poll_channels", poll_channels},
                                           {"poll_listener", poll_listener},
                                           {"build_options", build_options},
                                           {"hostbased", hostbased},
                                           {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
