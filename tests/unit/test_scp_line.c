/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* SCP: control lines of honest and of hostile servers, our own, the shell command; and
 * the whole exchange with a server written by hand. */
#include "chanwire.h"
#include "sftp/scp.h"

#include <stdio.h>

/* --- Lines ------------------------------------------------------------------------ */

static int take(const char *text, struct s2_scp_line *line, struct s2_scp_file *file)
{
    const char *why = "";

    memset(file, 0, sizeof(*file));
    return s2_scp_line_read(s2_span_str(text), line, file, &why);
}

T_CASE(scp_file_line)
{
    struct s2_scp_line line;
    struct s2_scp_file f;

    T_EQ(take("C0644 12345 a name", &line, &f), 0);
    T_EQ(line.kind, S2_SCP_FILE);
    T_EQ(f.mode, 0644);
    T_EQ(f.size, 12345);
    T_OK(!f.timed);
    T_EQ(take("C0600 9223372036854775807 x", &line, &f), 0);
    T_EQ(f.size, INT64_MAX);
    /* Nothing but permissions comes through. */
    T_EQ(take("C107755 0 x", &line, &f), 0);
    T_EQ(f.mode, 07755);
    T_EQ(take("C0644 1 \xc3\xa9t\xc3\xa9", &line, &f), 0);
}

T_CASE(scp_times_line)
{
    struct s2_scp_line line;
    struct s2_scp_file f;

    T_EQ(take("T1700000001 0 1600000002 999999", &line, &f), 0);
    T_EQ(line.kind, S2_SCP_TIMES);
    T_OK(f.timed);
    T_EQ(f.mtime, 1700000001);
    T_EQ(f.atime, 1600000002);
}

T_CASE(scp_words_of_the_server)
{
    struct s2_scp_line line;
    struct s2_scp_file f;

    T_EQ(take("\x01scp: /x: No such file or directory", &line, &f), 0);
    T_EQ(line.kind, S2_SCP_REFUSED);
    T_MEM(line.text.p, line.text.n, "scp: /x: No such file or directory", 34);
    T_EQ(take("\x02gone", &line, &f), 0);
    T_EQ(line.kind, S2_SCP_REFUSED);
    T_EQ(take("\x01", &line, &f), 0);
    T_EQ(line.text.n, 0);
}

T_CASE(scp_hostile_lines)
{
    static const char *const lines[] = {"",
                                        "C",
                                        "C0644",
                                        "C0644 ",
                                        "C0644 1",
                                        "C0644 1 ",
                                        "C0644 -1 x",
                                        "C0644  1 x",
                                        "C0644 9223372036854775808 x",
                                        "C0644 99999999999999999999 x",
                                        "C0644 00000000000000000001 x",
                                        "C0644 1x x",
                                        "C0648 1 x",
                                        "C 1 x",
                                        "C-644 1 x",
                                        "C00000644 1 x",
                                        "C0644 +1 x",
                                        "C0644 0x10 x",
                                        "C0644 1 ..",
                                        "C0644 1 .",
                                        "C0644 1 /etc/passwd",
                                        "C0644 1 a/b",
                                        "C0644 1 ../x",
                                        "C0644 1 a\x1b[2J",
                                        "C0644 1 a\x7f",
                                        "C0644 1 a\tb",
                                        "c0644 1 x",
                                        " C0644 1 x",
                                        "D0755 0 x",
                                        "E",
                                        "T",
                                        "T1",
                                        "T1 0",
                                        "T1 0 1",
                                        "T1 0 1 ",
                                        "T1 0 1 0 ",
                                        "T-1 0 1 0",
                                        "T1 0 -1 0",
                                        "T1 0 1 0x",
                                        "T1 1000000000 1 0",
                                        "T9223372036854775808 0 1 0",
                                        "T 0 1 0",
                                        "\x03x",
                                        "Welcome to this host",
                                        "\xff"};
    size_t i;

    for (i = 0; i < S2_COUNT(lines); i++) {
        struct s2_scp_line line;
        struct s2_scp_file f;

        if (take(lines[i], &line, &f) != LIBSSH2_ERROR_SCP_PROTOCOL)
            T_FAIL("taken: \"%s\"", lines[i]);
        T_EQ(f.size, 0);
        T_OK(!f.timed);
    }
}

T_CASE(scp_own_lines)
{
    struct s2_scp_file f = {0, 0, true, 1700000001, -2};
    char buf[128];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    f.size = (uint64_t)5 << 30;
    f.mode = 0100644;
    s2_scp_line_times(&w, &f);
    s2_scp_line_file(&w, &f, s2_span_str("a b"));
    T_MEM(buf, s2_wr_len(&w), "T1700000001 0 -2 0\nC0644 5368709120 a b\n", 40);
}

T_CASE(scp_name_of_a_path)
{
    T_EQ(s2_scp_name(s2_span_str("/a/bc")).n, 2);
    T_EQ(s2_scp_name(s2_span_str("bc")).n, 2);
    T_EQ(s2_scp_name(s2_span_str("a/")).n, 0);
    T_EQ(s2_scp_name(s2_span_str("")).n, 0);
}

/* --- Command ---------------------------------------------------------------------- */

static void command(const char *path, enum s2_scp_quoting how, const char *want)
{
    char buf[128];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    s2_scp_command(&w, "-f", s2_span_str(path), how);
    T_MEM(buf, s2_wr_len(&w), want, strlen(want));
}

T_CASE(scp_quoting)
{
    static const struct {
        const char *path, *want;
    } rows[] = {{"/a/b", "scp -f '/a/b'"},
                {"a b;rm $(x) `y` \\", "scp -f 'a b;rm $(x) `y` \\'"},
                {"it's", "scp -f 'it'\\''s'"},
                {"'", "scp -f ''\\'''"},
                {"hey!!", "scp -f 'hey'\\!''\\!''"},
                {"-rf", "scp -f ./'-rf'"},
                {"", "scp -f ''"}};
    size_t i;

    for (i = 0; i < S2_COUNT(rows); i++) {
        command(rows[i].path, S2_SCP_QUOTED, rows[i].want);
        T_STOP;
    }
    command("~/*.c", S2_SCP_PLAIN, "scp -f ~/*.c");
}

/* --- The exchange ----------------------------------------------------------------- */

static int fetch(struct wire *w, struct s2_scp_file *f, s2_chan **c)
{
    return s2_scp_recv(w->s, s2_span_str("/x/y z"), S2_SCP_CONTENTS_AND_TIMES, f, c);
}

static int put(struct wire *w, s2_chan **c)
{
    struct s2_scp_file f = {7, 0600, true, 30, 20};

    return s2_scp_send(w->s, s2_span_str("d/it's"), &f, c);
}

/* The server opens channel 0, and says that it starts the program once it was asked. */
static int starts(struct wire *w, bool fetching)
{
    struct s2_scp_file f;
    s2_chan *c;
    int rc;

    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, FAR, 1000, 1000);
    rc = fetching ? fetch(w, &f, &c) : put(w, &c);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    return rc;
}

static void data(struct wire *w, const char *text)
{
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, text);
}

static void fetch_a_file(struct wire *w)
{
    struct s2_scp_file f;
    s2_chan *c;
    uint8_t buf[64];
    size_t got;

    T_EQ(fetch(w, &f, &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "session", 0, S2_CHAN_WINDOW,
         S2_CHAN_PACKET);
    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, FAR, 1000, 1000);
    T_EQ(fetch(w, &f, &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "busbs", SSH_MSG_CHANNEL_REQUEST, FAR, "exec", 1, "scp -pf '/x/y z'");
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    T_EQ(fetch(w, &f, &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bud", SSH_MSG_CHANNEL_DATA, FAR, s2_span("", 1));
    data(w, "T17 0 ");
    T_EQ(fetch(w, &f, &c), LIBSSH2_ERROR_EAGAIN);
    data(w, "16 0\n");
    T_EQ(fetch(w, &f, &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bud", SSH_MSG_CHANNEL_DATA, FAR, s2_span("", 1));
    /* Contents that come at once stay where they are. */
    data(w, "C0640 5 y z\nhello");
    T_EQ(fetch(w, &f, &c), 0);
    SENT(w, "bud", SSH_MSG_CHANNEL_DATA, FAR, s2_span("", 1));
    T_EQ(f.size, 5);
    T_EQ(f.mode, 0640);
    T_EQ(f.mtime, 17);
    T_EQ(f.atime, 16);
    T_EQ(s2_chan_read(c, 0, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, "hello", 5);
    s2_chan_free(c);
}

/* What a server says in place of the file ends in the text, and the channel is given
 * back. */
static void fetch_refused(struct wire *w, const char *says, const char *text)
{
    struct s2_scp_file f;
    s2_chan *c;

    starts(w, true);
    data(w, says);
    T_EQ(fetch(w, &f, &c), LIBSSH2_ERROR_SCP_PROTOCOL);
    T_OK(!c);
    if (!strstr(w->s->err.text, text))
        T_FAIL("%s", w->s->err.text);
}

static void fetch_what_is_not_there(struct wire *w)
{
    fetch_refused(w, "\x01scp: /x/y z: No such file\n", "/x/y z: No such file");
}

static void fetch_from_a_talker(struct wire *w)
{
    fetch_refused(w, "Welcome!\n", "not a line of SCP");
}

static void fetch_times_twice(struct wire *w)
{
    fetch_refused(w, "T1 0 1 0\nT1 0 1 0\n", "twice");
}

static void fetch_an_endless_line(struct wire *w)
{
    char line[S2_SCP_LINE_MAX + 8];

    memset(line, 'C', sizeof(line));
    line[sizeof(line) - 1] = 0;
    fetch_refused(w, line, "more than 1024");
}

/* No scp on the server: its shell tells, on the error stream. */
static void fetch_without_scp(struct wire *w)
{
    struct s2_scp_file f;
    s2_chan *c;

    starts(w, true);
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, "sh: scp: not found\n");
    wire_say(w, "bu", SSH_MSG_CHANNEL_EOF, 0);
    T_EQ(fetch(w, &f, &c), LIBSSH2_ERROR_SCP_PROTOCOL);
    T_STR(w->s->err.text, "the server says: sh: scp: not found");
}

static void send_a_file(struct wire *w)
{
    s2_chan *c;
    size_t n;

    starts(w, false);
    T_EQ(put(w, &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "session", 0, S2_CHAN_WINDOW,
         S2_CHAN_PACKET);
    SENT(w, "busbs", SSH_MSG_CHANNEL_REQUEST, FAR, "exec", 1, "scp -pt 'd/it'\\''s'");
    SENT(w, "");
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span("", 1));
    T_EQ(put(w, &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "T30 0 20 0\n");
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span("", 1));
    T_EQ(put(w, &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "C0600 7 it's\n");
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span("", 1));
    T_EQ(put(w, &c), 0);
    T_EQ(s2_chan_write(c, 0, (const uint8_t *)"1234567", 7, &n), 0);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "1234567");
    T_EQ(s2_chan_send_eof(c), 0);
    SENT(w, "bud", SSH_MSG_CHANNEL_DATA, FAR, s2_span("", 1));
    SENT(w, "bu", SSH_MSG_CHANNEL_EOF, FAR);
    s2_chan_free(c);
}

/* A file cut short, or a program that sends the last byte itself. */
static void send_another_size(struct wire *w, size_t size)
{
    s2_chan *c;
    size_t n;
    int i;

    starts(w, false);
    for (i = 0; i < 3; i++)
        wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span("", 1));
    T_EQ(put(w, &c), 0);
    while (wire_next(w).n)
        continue;
    T_EQ(s2_chan_write(c, 0, (const uint8_t *)"1234567\0", size, &n), 0);
    SENT(w, "bud", SSH_MSG_CHANNEL_DATA, FAR, s2_span("1234567\0", size));
    T_EQ(s2_chan_close(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bu", SSH_MSG_CHANNEL_EOF, FAR);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, FAR);
    s2_chan_free(c);
}

static void send_too_little(struct wire *w)
{
    send_another_size(w, 6);
}

static void send_the_last_byte_too(struct wire *w)
{
    send_another_size(w, 8);
}

static void send_refused(struct wire *w)
{
    s2_chan *c;

    starts(w, false);
    data(w, "\x01scp: d: Permission denied\n");
    T_EQ(put(w, &c), LIBSSH2_ERROR_SCP_PROTOCOL);
    T_OK(strstr(w->s->err.text, "Permission denied") != NULL);
}

/* A control line where a zero byte is due. */
static void send_to_a_sender(struct wire *w)
{
    s2_chan *c;

    starts(w, false);
    data(w, "C0644 1 x\n");
    T_EQ(put(w, &c), LIBSSH2_ERROR_SCP_PROTOCOL);
}

static void no_lines_in_names(struct wire *w)
{
    struct s2_scp_file f = {1, 0600, false, 0, 0};
    s2_chan *c;

    T_EQ(s2_scp_send(w->s, s2_span_str("a\nC0777 1 b"), &f, &c), LIBSSH2_ERROR_INVAL);
    SENT(w, "");
}

/* Every allocation fails once; nothing is lost. */
static void fetch_without_memory(struct wire *w)
{
    struct s2_scp_file f;
    s2_chan *c = NULL;
    int rc = starts(w, true);

    data(w, "C0640 5 y\nhello");
    if (rc == LIBSSH2_ERROR_EAGAIN)
        rc = fetch(w, &f, &c);
    T_OK(rc == 0 || rc == LIBSSH2_ERROR_ALLOC);
    s2_chan_free(c);
}

#define WIRE_CASE(name)                                                                \
    T_CASE(scp_##name)                                                                 \
    {                                                                                  \
        struct wire w;                                                                 \
                                                                                       \
        wire_begin(&w, 0);                                                             \
        name(&w);                                                                      \
        wire_end(&w);                                                                  \
    }

WIRE_CASE(fetch_a_file)
WIRE_CASE(fetch_what_is_not_there)
WIRE_CASE(fetch_from_a_talker)
WIRE_CASE(fetch_times_twice)
WIRE_CASE(fetch_an_endless_line)
WIRE_CASE(fetch_without_scp)
WIRE_CASE(send_a_file)
WIRE_CASE(send_too_little)
WIRE_CASE(send_the_last_byte_too)
WIRE_CASE(send_refused)
WIRE_CASE(send_to_a_sender)
WIRE_CASE(no_lines_in_names)

T_CASE(scp_every_allocation_fails)
{
    long at;

    for (at = 1; at < 40; at++) {
        struct wire w;

        wire_begin(&w, at);
        fetch_without_memory(&w);
        wire_end(&w);
        T_STOP;
    }
}

T_SUITE(scp) = {T_RUN(scp_file_line),
                T_RUN(scp_times_line),
                T_RUN(scp_words_of_the_server),
                T_RUN(scp_hostile_lines),
                T_RUN(scp_own_lines),
                T_RUN(scp_name_of_a_path),
                T_RUN(scp_quoting),
                T_RUN(scp_fetch_a_file),
                T_RUN(scp_fetch_what_is_not_there),
                T_RUN(scp_fetch_from_a_talker),
                T_RUN(scp_fetch_times_twice),
                T_RUN(scp_fetch_an_endless_line),
                T_RUN(scp_fetch_without_scp),
                T_RUN(scp_send_a_file),
                T_RUN(scp_send_too_little),
                T_RUN(scp_send_the_last_byte_too),
                T_RUN(scp_send_refused),
                T_RUN(scp_send_to_a_sender),
                T_RUN(scp_no_lines_in_names),
                T_RUN(scp_every_allocation_fails),
                T_END};
