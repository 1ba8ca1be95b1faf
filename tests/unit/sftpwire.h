/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* An SFTP session over the wire in memory of chanwire.h: tests say the server's
 * messages one by one and look at each request of ours, so that every order of events
 * can be had. */
#ifndef S2_TESTS_SFTPWIRE_H
#define S2_TESTS_SFTPWIRE_H

#include "chanwire.h"
#include "sftp/frame.h"
#include "sftp/sftp.h"

struct sftpwire {
    struct wire w;
    s2_sftp *t;
    s2_file *f;
    struct s2_wr heard; /* what the client wrote on the channel */
    size_t heard_at;
    int rc; /* of the call that began the session */
};

/* The last request that sftp_hear found. */
struct request {
    uint8_t type; /* 0: there was none */
    uint32_t id;
    struct s2_rd args;
};

/* Append what the client's packets hold for the channel. */
static void sftp_gather(struct sftpwire *x)
{
    struct s2_span msg;

    while ((msg = wire_next(&x->w)).n) {
        struct s2_rd r = s2_rd(msg);
        struct s2_span data;

        if (s2_rd_u8(&r) != SSH_MSG_CHANNEL_DATA)
            continue;
        s2_rd_skip(&r, 4);
        data = s2_rd_str(&r);
        s2_wr_raw(&x->heard, data.p, data.n);
    }
}

/* The client's next request. */
static struct request sftp_hear(struct sftpwire *x)
{
    struct request q = {0, 0, {NULL, NULL, false}};
    struct s2_rd r;

    sftp_gather(x);
    r = s2_rd(s2_wr_span(&x->heard));
    s2_rd_skip(&r, x->heard_at);
    q.args = s2_rd(s2_rd_str(&r));
    if (!s2_rd_ok(&r) || !s2_rd_left(&q.args))
        return q;
    x->heard_at += 4 + s2_rd_left(&q.args);
    q.type = s2_rd_u8(&q.args);
    q.id = s2_rd_u32(&q.args);
    return q;
}

/* The next request is of that type; its id. */
static uint32_t sftp_expect(struct sftpwire *x, uint8_t type)
{
    struct request q = sftp_hear(x);

    t_eq(__FILE__, __LINE__, "type of the request", q.type, type);
    return q.id;
}

/* Bytes of the SFTP stream from the server, cut as they are. */
static void sftp_say_raw(struct sftpwire *x, struct s2_span bytes)
{
    wire_say(&x->w, "bud", SSH_MSG_CHANNEL_DATA, 0u, bytes);
}

/* A message of the server: format as for wire_say, the type first. */
static void sftp_say(struct sftpwire *x, const char *format, ...)
{
    struct s2_wr m = s2_wr_growing(&x->w.mem);
    size_t mark = s2_wr_mark(&m);
    va_list args;

    va_start(args, format);
    wire_format(&m, format, args);
    va_end(args);
    s2_wr_close(&m, mark);
    sftp_say_raw(x, s2_wr_span(&m));
    s2_wr_free(&m);
}

static inline void sftp_status(struct sftpwire *x, uint32_t id, uint32_t code)
{
    sftp_say(x, "buuss", FXP_STATUS, id, code, "said so", "");
}

/* Let what was said reach the session. */
static inline void sftp_pump(struct sftpwire *x)
{
    int rc;

    do {
        rc = s2_pump(x->w.s);
    } while (rc > 0);
}

/* One step of starting: call, then let the server speak. */
static void sftp_start_step(struct sftpwire *x)
{
    if (x->rc == LIBSSH2_ERROR_EAGAIN)
        x->rc = s2_sftp_init(x->w.s, &x->t);
}

/* Start an SFTP session whose server has this window and packet size and the extension
 * posix-rename; x->rc tells. */
static void sftp_begin(struct sftpwire *x, uint32_t window, uint32_t packet,
                       long fail_at)
{
    memset(x, 0, sizeof(*x));
    wire_begin(&x->w, 0);
    x->heard = s2_wr_growing(&x->w.mem);
    x->w.fail_at = fail_at;
    x->rc = LIBSSH2_ERROR_EAGAIN;
    sftp_start_step(x);
    wire_say(&x->w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0u, FAR, window,
             packet);
    sftp_start_step(x);
    if (x->rc == LIBSSH2_ERROR_EAGAIN)
        wire_say(&x->w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0u);
    sftp_start_step(x);
    if (x->rc == LIBSSH2_ERROR_EAGAIN)
        sftp_say(x, "buss", FXP_VERSION, 3u, "posix-rename@openssh.com", "1");
    sftp_start_step(x);
    if (x->rc == 0)
        (void)sftp_hear(x); /* INIT */
}

static void sftp_end(struct sftpwire *x)
{
    s2_wr_free(&x->heard);
    wire_end(&x->w);
}

/* Open a file by a handle of n bytes (at most 256): x->f. */
static inline void sftp_open_file(struct sftpwire *x, size_t n)
{
    static const uint8_t handle[256] = {'h'};
    struct s2_span path = s2_span_str("/file");
    uint32_t id;

    T_EQ(s2_file_open(x->t, path, LIBSSH2_FXF_READ, NULL, &x->f), LIBSSH2_ERROR_EAGAIN);
    id = sftp_expect(x, FXP_OPEN);
    T_STOP;
    sftp_say(x, "bud", FXP_HANDLE, id, s2_span(handle, n));
    T_EQ(s2_file_open(x->t, path, LIBSSH2_FXF_READ, NULL, &x->f), 0);
}

/* Run a body with a session over a wide channel, and clean up. */
#define SFTP_CASE(name)                                                                \
    static void name##_body(struct sftpwire *x);                                       \
    T_CASE(name)                                                                       \
    {                                                                                  \
        struct sftpwire x;                                                             \
        sftp_begin(&x, 2u << 20, 32768, 0);                                            \
        t_eq(__FILE__, __LINE__, "start", x.rc, 0);                                    \
        if (!t_over())                                                                 \
            name##_body(&x);                                                           \
        sftp_end(&x);                                                                  \
    }                                                                                  \
    static void name##_body(struct sftpwire *x)

#endif
