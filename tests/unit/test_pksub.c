/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The public-key subsystem with a server written by hand: what is asked, what comes
 * back, and what a hostile server may try. */
#include "chanwire.h"
#include "sftp/pksub.h"

/* The server writes a message of the subsystem; n bytes at most (cut), -1: all. */
static void answer(struct wire *w, long cut, const char *format, ...)
{
    struct s2_wr m = s2_wr_growing(&w->mem);
    struct s2_span span;
    va_list args;
    size_t mark = s2_wr_mark(&m);

    va_start(args, format);
    wire_format(&m, format, args);
    va_end(args);
    s2_wr_close(&m, mark);
    span = s2_wr_span(&m);
    if (cut >= 0)
        span.n = s2_min(span.n, (size_t)cut);
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, span);
    s2_wr_free(&m);
}

static void status(struct wire *w, uint32_t code, const char *text)
{
    answer(w, -1, "suss", "status", code, text, "en");
}

/* The client's next message is channel data with this message of the subsystem. */
static void asked(struct wire *w, const char *bytes, size_t n)
{
    struct s2_rd r = s2_rd(wire_next(w));
    struct s2_span have;

    T_EQ(s2_rd_u8(&r), SSH_MSG_CHANNEL_DATA);
    T_EQ(s2_rd_u32(&r), FAR);
    have = s2_rd_str(&r);
    T_MEM(have.p, have.n, bytes, n);
}

#define HELLO "\0\0\0\17\0\0\0\7version\0\0\0\2"

/* Started: the server has answered with version 2. */
static s2_pksub *start(struct wire *w)
{
    s2_pksub *p = NULL;
    int rc;

    rc = s2_pksub_init(w->s, &p);
    t_eq(__FILE__, __LINE__, "opening", rc, LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, FAR, 5000, 5000);
    rc = s2_pksub_init(w->s, &p);
    t_eq(__FILE__, __LINE__, "subsystem", rc, LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    answer(w, -1, "su", "version", 2);
    rc = s2_pksub_init(w->s, &p);
    t_eq(__FILE__, __LINE__, "version", rc, 0);
    return p;
}

/* Behind CHANNEL_OPEN and the request comes our version. */
static void starts(struct wire *w)
{
    s2_pksub *p = start(w);

    T_STOP;
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "session", 0, S2_CHAN_WINDOW,
         S2_CHAN_PACKET);
    SENT(w, "busbs", SSH_MSG_CHANNEL_REQUEST, FAR, "subsystem", 1, "publickey");
    asked(w, HELLO, sizeof(HELLO) - 1);
    s2_pksub_free(p);
}

/* The server's first message is this in place of version 2. */
static void no_start(struct wire *w, const char *name, uint32_t number)
{
    s2_pksub *p;

    T_EQ(s2_pksub_init(w->s, &p), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, FAR, 5000, 5000);
    T_EQ(s2_pksub_init(w->s, &p), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    answer(w, -1, "suss", name, number, "no \x1b reason", "en");
    T_EQ(s2_pksub_init(w->s, &p), LIBSSH2_ERROR_PUBLICKEY_PROTOCOL);
    T_OK(!p);
}

static void old_version(struct wire *w)
{
    no_start(w, "version", 1);
}

static void version_refused(struct wire *w)
{
    no_start(w, "status", 3);
    T_STOP;
    T_OK(strstr(w->s->err.text, "no ? reason") != NULL);
}

static void other_protocol(struct wire *w)
{
    no_start(w, "welcome", 2);
}

static s2_pksub *ready(struct wire *w)
{
    s2_pksub *p = start(w);

    while (wire_next(w).n)
        continue;
    return p;
}

static int remove_key(s2_pksub *p, const char *blob)
{
    return s2_pksub_remove(p, s2_span_str("k"), s2_span_str(blob));
}

static void adds_and_removes(struct wire *w)
{
    static const char add[] = "\0\0\0\42\0\0\0\3add\0\0\0\1k\0\0\0\2bb\1\0\0\0\1"
                              "\0\0\0\1n\0\0\0\1v\1";
    static const char gone[] = "\0\0\0\25\0\0\0\6remove\0\0\0\1k\0\0\0\2bb";
    libssh2_publickey_attribute attr = {"n", 1, "v", 1, 7};
    s2_pksub *p = ready(w);

    T_STOP;
    T_EQ(s2_pksub_add(p, s2_span_str("k"), s2_span_str("bb"), S2_PKSUB_OVERWRITE, 1,
                      &attr),
         LIBSSH2_ERROR_EAGAIN);
    asked(w, add, sizeof(add) - 1);
    T_STOP;
    status(w, 0, "");
    T_EQ(s2_pksub_add(p, s2_span_str("k"), s2_span_str("bb"), S2_PKSUB_OVERWRITE, 1,
                      &attr),
         0);
    T_EQ(remove_key(p, "bb"), LIBSSH2_ERROR_EAGAIN);
    asked(w, gone, sizeof(gone) - 1);
    T_STOP;
    status(w, 4, "who?");
    T_EQ(remove_key(p, "bb"), LIBSSH2_ERROR_PUBLICKEY_PROTOCOL);
    T_STR(w->s->err.text, "public-key subsystem: key not found (status 4): who?");
    s2_pksub_free(p);
}

static void lists(struct wire *w)
{
    s2_pksub *p = ready(w);
    libssh2_publickey_list *list;
    unsigned long n;

    T_STOP;
    T_EQ(s2_pksub_list(p, &n, &list), LIBSSH2_ERROR_EAGAIN);
    answer(w, -1, "sssu", "publickey", "ssh-rsa", "blob", 0);
    T_EQ(s2_pksub_list(p, &n, &list), LIBSSH2_ERROR_EAGAIN);
    answer(w, -1, "sssuss", "publickey", "k", "", 1, "comment", "mine");
    status(w, 0, "");
    T_EQ(s2_pksub_list(p, &n, &list), 0);
    T_EQ(n, 2);
    T_MEM(list[0].name, list[0].name_len, "ssh-rsa", 7);
    T_MEM(list[0].blob, list[0].blob_len, "blob", 4);
    T_EQ(list[0].num_attrs, 0);
    T_EQ(list[1].num_attrs, 1);
    T_MEM(list[1].attrs[0].name, list[1].attrs[0].name_len, "comment", 7);
    T_MEM(list[1].attrs[0].value, list[1].attrs[0].value_len, "mine", 4);
    T_OK(!list[2].packet && !list[2].attrs);
    s2_pksub_list_free(w->s, list);
    T_EQ(s2_pksub_list(p, &n, &list), LIBSSH2_ERROR_EAGAIN);
    status(w, 0, "");
    T_EQ(s2_pksub_list(p, &n, &list), 0);
    T_OK(n == 0 && list && !list[0].packet);
    s2_pksub_list_free(w->s, list);
    s2_pksub_free(p);
}

/* The answer to a request that was given up is not taken for that to the next. */
static void given_up(struct wire *w)
{
    s2_pksub *p = ready(w);
    libssh2_publickey_list *list;
    unsigned long n;

    T_STOP;
    T_EQ(s2_pksub_list(p, &n, &list), LIBSSH2_ERROR_EAGAIN);
    s2_op_end_owner(w->s, p);
    T_EQ(remove_key(p, "b"), LIBSSH2_ERROR_EAGAIN);
    answer(w, -1, "sssu", "publickey", "ssh-rsa", "blob", 0);
    status(w, 7, "old");
    T_EQ(remove_key(p, "b"), LIBSSH2_ERROR_EAGAIN);
    status(w, 0, "");
    T_EQ(remove_key(p, "b"), 0);
    s2_pksub_free(p);
}

/* Two requests are sent one after the other. */
static void in_turn(struct wire *w)
{
    s2_pksub *p = ready(w);

    T_STOP;
    T_EQ(remove_key(p, "a"), LIBSSH2_ERROR_EAGAIN);
    T_EQ(remove_key(p, "b"), LIBSSH2_ERROR_EAGAIN);
    T_OK(wire_next(w).n > 0);
    T_EQ(wire_next(w).n, 0);
    status(w, 0, "");
    T_EQ(remove_key(p, "a"), 0);
    T_EQ(remove_key(p, "b"), LIBSSH2_ERROR_EAGAIN);
    T_OK(wire_next(w).n > 0);
    status(w, 1, "");
    T_EQ(remove_key(p, "b"), LIBSSH2_ERROR_PUBLICKEY_PROTOCOL);
    s2_pksub_free(p);
}

/* Bytes of the server after which a list must fail with that code. */
static void hostile(const char *bytes, size_t n, int code)
{
    struct wire w;
    libssh2_publickey_list *list;
    unsigned long keys;
    s2_pksub *p;

    wire_begin(&w, 0);
    p = ready(&w);
    T_STOP;
    T_EQ(s2_pksub_list(p, &keys, &list), LIBSSH2_ERROR_EAGAIN);
    wire_say(&w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(bytes, n));
    T_EQ(s2_pksub_list(p, &keys, &list), code);
    T_OK(!list && !keys);
    T_EQ(s2_pksub_list(p, &keys, &list), code); /* over for good */
    s2_pksub_free(p);
    wire_end(&w);
}

T_CASE(pksub_hostile_lengths)
{
    static const struct {
        const char *bytes;
        size_t n;
        int code;
    } rows[] = {
        {"\xff\xff\xff\xff", 4, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL},
        {"\0\4\0\1", 4, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL},
        {"\0\0\0\0", 4, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL},
        {"\0\0\0\4\xff\xff\xff\xff", 8, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL},
        {"\0\0\0\12\0\0\0\6status", 14, LIBSSH2_ERROR_BUFFER_TOO_SMALL},
        {"\0\0\0\22\0\0\0\6status\0\0\0\0\xff\xff\xff\xff", 22,
         LIBSSH2_ERROR_BUFFER_TOO_SMALL},
        {"\0\0\0\15\0\0\0\11publickey", 17, LIBSSH2_ERROR_BUFFER_TOO_SMALL},
        {"\0\0\0\31\0\0\0\11publickey\0\0\0\0\0\0\0\0\xff\xff\xff\xff", 29,
         LIBSSH2_ERROR_BUFFER_TOO_SMALL},
        {"\0\0\0\31\0\0\0\11publickey\0\0\0\0\xff\xff\xff\xff\0\0\0\0", 29,
         LIBSSH2_ERROR_BUFFER_TOO_SMALL},
    };
    size_t i;

    for (i = 0; i < S2_COUNT(rows); i++) {
        hostile(rows[i].bytes, rows[i].n, rows[i].code);
        T_STOP;
    }
}

/* A list that never ends is cut off long before memory does. */
static void endless(struct wire *w)
{
    s2_pksub *p = ready(w);
    libssh2_publickey_list *list;
    unsigned long n;
    int rc = LIBSSH2_ERROR_EAGAIN, i;

    T_STOP;
    for (i = 0; i < 5000 && rc == LIBSSH2_ERROR_EAGAIN; i++) {
        rc = s2_pksub_list(p, &n, &list);
        answer(w, -1, "sssu", "publickey", "k", "b", 0);
    }
    T_EQ(rc, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL);
    T_OK(i > (int)S2_PKSUB_KEYS_MAX);
    s2_pksub_free(p);
}

static void server_ends(struct wire *w)
{
    s2_pksub *p = ready(w);

    T_STOP;
    T_EQ(remove_key(p, "a"), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bu", SSH_MSG_CHANNEL_EOF, 0);
    T_EQ(remove_key(p, "a"), LIBSSH2_ERROR_CHANNEL_CLOSED);
    s2_pksub_free(p);
}

#define WIRE_CASE(name)                                                                \
    T_CASE(pksub_##name)                                                               \
    {                                                                                  \
        struct wire w;                                                                 \
                                                                                       \
        wire_begin(&w, 0);                                                             \
        name(&w);                                                                      \
        wire_end(&w);                                                                  \
    }

WIRE_CASE(starts)
WIRE_CASE(old_version)
WIRE_CASE(version_refused)
WIRE_CASE(other_protocol)
WIRE_CASE(adds_and_removes)
WIRE_CASE(lists)
WIRE_CASE(given_up)
WIRE_CASE(in_turn)
WIRE_CASE(endless)
WIRE_CASE(server_ends)

T_SUITE(pksub) = {T_RUN(pksub_starts),           T_RUN(pksub_old_version),
                  T_RUN(pksub_version_refused),  T_RUN(pksub_other_protocol),
                  T_RUN(pksub_adds_and_removes), T_RUN(pksub_lists),
                  T_RUN(pksub_given_up),         T_RUN(pksub_in_turn),
                  T_RUN(pksub_hostile_lengths),  T_RUN(pksub_endless),
                  T_RUN(pksub_server_ends),      T_END};
