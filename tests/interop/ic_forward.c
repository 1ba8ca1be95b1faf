/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: forwarded connections, from us to the server's side and back. run.py
 * runs each case in both modes. */

#define _POSIX_C_SOURCE 200809L

#include "ic_common.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void write_all(struct ic *ic, LIBSSH2_CHANNEL *c, const char *p, size_t n)
{
    while (n) {
        ssize_t done;

        IC_RC(ic, done, libssh2_channel_write(c, p, n));
        IC_OK(ic, done >= 0 && (size_t)done <= n);
        p += done;
        n -= (size_t)done;
    }
}

static void free_channel(struct ic *ic, LIBSSH2_CHANNEL *c)
{
    IC_CALL(ic, 0, libssh2_channel_free(c));
}

static void direct_tcpip(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char p[9] = "";
    size_t at = 0;
    int closed, s;
    struct sockaddr_in a;
    socklen_t len = sizeof(a);

    ic_login(ic);
    IC_PTR(ic, c, libssh2_channel_direct_tcpip(ic->session, "127.0.0.1", ic->port));
    IC_OK(ic, c);
    while (at < 8) { /* the server's own greeting, through itself */
        ssize_t n;

        IC_RC(ic, n, libssh2_channel_read(c, p + at, 8 - at));
        IC_OK(ic, n > 0);
        at += (size_t)n;
    }
    IC_OK(ic, strcmp(p, "SSH-2.0-") == 0);
    free_channel(ic, c);

    /* A port that is bound but not listened on is surely closed. */
    memset(&a, 0, sizeof(a));
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s = socket(AF_INET, SOCK_STREAM, 0);
    IC_OK(ic, bind(s, (struct sockaddr *)&a, sizeof(a)) == 0);
    getsockname(s, (struct sockaddr *)&a, &len);
    closed = ntohs(a.sin_port);
    IC_PTR(ic, c, libssh2_channel_direct_tcpip(ic->session, "127.0.0.1", closed));
    IC_OK(ic, !c);
    IC_EQ(ic, libssh2_session_last_errno(ic->session), LIBSSH2_ERROR_CHANNEL_FAILURE);
    close(s);
}

/* The server listens for us; we connect to it from outside and talk through it. */
static void tcpip_forward(struct ic *ic)
{
    LIBSSH2_LISTENER *l;
    LIBSSH2_CHANNEL *c;
    struct sockaddr_in a;
    char p[16];
    int bound = 0, s, got = 0;

    ic_login(ic);
    IC_PTR(ic, l,
           libssh2_channel_forward_listen_ex(ic->session, "127.0.0.1", 0, &bound, 4));
    IC_OK(ic, l && bound > 0);
    memset(&a, 0, sizeof(a));
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons((uint16_t)bound);
    s = socket(AF_INET, SOCK_STREAM, 0);
    IC_OK(ic, connect(s, (struct sockaddr *)&a, sizeof(a)) == 0);
    IC_PTR(ic, c, libssh2_channel_forward_accept(l));
    IC_OK(ic, c);
    IC_EQ(ic, send(s, "ping", 4, 0), 4);
    IC_CALL(ic, 4, libssh2_channel_read(c, p, sizeof(p)));
    IC_OK(ic, memcmp(p, "ping", 4) == 0);
    write_all(ic, c, "pong", 4);
    IC_CALL(ic, 0, libssh2_channel_send_eof(c));
    while (got < 4) {
        ssize_t n = recv(s, p + got, 4, 0);

        IC_OK(ic, n > 0);
        got += (int)n;
    }
    IC_OK(ic, memcmp(p, "pong", 4) == 0);
    close(s);
    free_channel(ic, c);
    IC_CALL(ic, 0, libssh2_channel_forward_cancel(l));
    IC_PTR(ic, c, libssh2_channel_open_session(ic->session)); /* still alive */
    IC_OK(ic, c);
    free_channel(ic, c);
}

static void direct_streamlocal(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    struct sockaddr_un a;
    struct pollfd p;
    char text[8];
    int s, t;

    ic_login(ic);
    memset(&a, 0, sizeof(a));
    a.sun_family = AF_UNIX;
    IC_OK(ic, strlen(ic_path(ic, "s")) < sizeof(a.sun_path));
    strcpy(a.sun_path, ic_path(ic, "s"));
    s = socket(AF_UNIX, SOCK_STREAM, 0);
    IC_OK(ic, bind(s, (struct sockaddr *)&a, sizeof(a)) == 0 && listen(s, 1) == 0);
    IC_PTR(
        ic, c,
        libssh2_channel_direct_streamlocal_ex(ic->session, a.sun_path, "127.0.0.1", 1));
    IC_OK(ic, c);
    p.fd = s;
    p.events = POLLIN;
    IC_EQ(ic, poll(&p, 1, 5000), 1);
    t = accept(s, NULL, NULL);
    IC_EQ(ic, send(t, "hello", 5, 0), 5);
    IC_CALL(ic, 5, libssh2_channel_read(c, text, sizeof(text)));
    close(t);
    close(s);
    free_channel(ic, c);
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {{"direct_tcpip", direct_tcpip},
                                           {"tcpip_forward", tcpip_forward},
                                           {"direct_streamlocal", direct_streamlocal},
                                           {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
