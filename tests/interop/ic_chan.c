/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: channels. Commands, their streams, exit status and signal, terminals,
 * environment, shell, subsystem. run.py runs each case in both modes; the
 * login shell of the account must be a POSIX one. */

#define _POSIX_C_SOURCE 200809L

#include "ic_common.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static LIBSSH2_CHANNEL *open_channel(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;

    IC_PTR(ic, c, libssh2_channel_open_session(ic->session));
    if (!c)
        ic_fail(ic, "libssh2_channel_open_session");
    return c;
}

static LIBSSH2_CHANNEL *start(struct ic *ic, const char *command)
{
    LIBSSH2_CHANNEL *c = open_channel(ic);

    IC_CALL(ic, 0, libssh2_channel_exec(c, command));
    return c;
}

/* Reads one stream to its end into a buffer that is one byte longer, for a NUL. */
static size_t read_all(struct ic *ic, LIBSSH2_CHANNEL *c, int stream, char *p,
                       size_t size)
{
    size_t at = 0;
    ssize_t n;

    for (;;) {
        IC_OK(ic, at < size);
        IC_RC(ic, n, libssh2_channel_read_ex(c, stream, p + at, size - at));
        if (n < 0)
            ic_fail(ic, "channel read: %ld", (long)n);
        if (n == 0)
            break;
        at += (size_t)n;
    }
    p[at] = '\0';
    return at;
}

static void write_all(struct ic *ic, LIBSSH2_CHANNEL *c, const char *p, size_t n)
{
    int zeros = 0;

    while (n) {
        ssize_t done;

        IC_RC(ic, done, libssh2_channel_write(c, p, n));
        if (done < 0 || (size_t)done > n)
            ic_fail(ic, "channel write of %lu: %ld", (unsigned long)n, (long)done);
        zeros = done ? 0 : zeros + 1;
        IC_OK(ic, zeros < 10000);
        p += done;
        n -= (size_t)done;
    }
}

static void expect_output(struct ic *ic, LIBSSH2_CHANNEL *c, const char *want)
{
    char got[4096];

    read_all(ic, c, 0, got, sizeof(got) - 1);
    if (strcmp(got, want) != 0) {
        got[strcspn(got, "\n")] = '\0';
        ic_fail(ic, "the first line of the output is \"%s\"", got);
    }
}

static void close_channel(struct ic *ic, LIBSSH2_CHANNEL *c)
{
    IC_CALL(ic, 0, libssh2_channel_close(c));
    IC_CALL(ic, 0, libssh2_channel_wait_closed(c));
}

static void free_channel(struct ic *ic, LIBSSH2_CHANNEL *c)
{
    IC_CALL(ic, 0, libssh2_channel_free(c));
}

/* ---- commands ---- */

static void exec_output(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char p[10];
    int i;

    ic_login(ic);
    c = start(ic, "echo one; echo two");
    expect_output(ic, c, "one\ntwo\n");
    for (i = 0; i < 3; i++)
        IC_CALL(ic, 0, libssh2_channel_read(c, p, sizeof(p))); /* the end, again */
    IC_EQ(ic, libssh2_channel_eof(c), 1);
    close_channel(ic, c);
    IC_EQ(ic, libssh2_channel_get_exit_status(c), 0);
    free_channel(ic, c);
}

static void exit_status(struct ic *ic)
{
    static const int codes[] = {0, 1, 3, 127, 255};
    char command[32];
    size_t i;

    ic_login(ic);
    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        LIBSSH2_CHANNEL *c;

        snprintf(command, sizeof(command), "exit %d", codes[i]);
        c = start(ic, command);
        expect_output(ic, c, "");
        close_channel(ic, c);
        IC_EQ(ic, libssh2_channel_get_exit_status(c), codes[i]);
        free_channel(ic, c);
    }
}

static void has_exit_status(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;

    ic_login(ic);
    c = start(ic, "cat; exit 0");
    IC_EQ(ic, libssh2_channel_has_exit_status(c), 0);
    IC_CALL(ic, 0, libssh2_channel_send_eof(c));
    expect_output(ic, c, "");
    close_channel(ic, c);
    IC_EQ(ic, libssh2_channel_has_exit_status(c), 1);
    free_channel(ic, c);
}

static void exit_signal(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char *name = NULL, *message = NULL, *language = NULL;
    size_t n = 0, nm = 0, nl = 0;

    ic_login(ic);
    c = start(ic, "kill -TERM $$");
    expect_output(ic, c, "");
    close_channel(ic, c);
    IC_EQ(ic,
          libssh2_channel_get_exit_signal(c, &name, &n, &message, &nm, &language, &nl),
          0);
    IC_OK(ic, name && strcmp(name, "TERM") == 0 && n == 4);
    libssh2_free(ic->session, name);
    free_channel(ic, c);
    c = start(ic, "exit 0");
    expect_output(ic, c, "");
    close_channel(ic, c);
    IC_EQ(ic, libssh2_channel_get_exit_signal(c, &name, &n, NULL, NULL, NULL, NULL), 0);
    IC_OK(ic, !name && n == 0);
    free_channel(ic, c);
}

static void send_signal(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char *name = NULL;
    char p[10];

    ic_login(ic);
    c = start(ic, "echo go; exec sleep 30");
    IC_CALL(ic, 3, libssh2_channel_read(c, p, sizeof(p)));
    IC_CALL(ic, 0, libssh2_channel_signal(c, "TERM"));
    expect_output(ic, c, "");
    close_channel(ic, c);
    libssh2_channel_get_exit_signal(c, &name, NULL, NULL, NULL, NULL, NULL);
    IC_OK(ic, name && strcmp(name, "TERM") == 0);
    libssh2_free(ic->session, name);
    free_channel(ic, c);
}

static void one_command_only(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;

    ic_login(ic);
    c = start(ic, "echo x");
    IC_CALL(ic, LIBSSH2_ERROR_BAD_USE, libssh2_channel_exec(c, "echo y"));
    expect_output(ic, c, "x\n");
    free_channel(ic, c);
}

static void standard_error(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char p[100];

    ic_login(ic);
    c = start(ic, "echo out; echo err >&2");
    expect_output(ic, c, "out\n");
    IC_EQ(ic, libssh2_channel_eof(c), 0); /* the other stream is not read yet */
    read_all(ic, c, SSH_EXTENDED_DATA_STDERR, p, sizeof(p) - 1);
    IC_OK(ic, strcmp(p, "err\n") == 0);
    IC_EQ(ic, libssh2_channel_eof(c), 1);
    free_channel(ic, c);

    c = open_channel(ic);
    IC_CALL(
        ic, 0,
        libssh2_channel_handle_extended_data2(c, LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE));
    IC_CALL(
        ic, 0,
        libssh2_channel_exec(c, "echo 1; sleep 0.1; echo 2 >&2; sleep 0.1; echo 3"));
    expect_output(ic, c, "1\n2\n3\n");
    free_channel(ic, c);

    c = open_channel(ic);
    IC_CALL(
        ic, 0,
        libssh2_channel_handle_extended_data2(c, LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE));
    IC_CALL(ic, 0, libssh2_channel_exec(c, "echo 1; echo 2 >&2; echo 3"));
    expect_output(ic, c, "1\n3\n");
    IC_EQ(ic, libssh2_channel_eof(c), 1);
    free_channel(ic, c);
}

/* Ignored error output beyond the window must not stop the command. */
static void ignored_flood(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;

    ic_login(ic);
    c = open_channel(ic);
    IC_CALL(
        ic, 0,
        libssh2_channel_handle_extended_data2(c, LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE));
    IC_CALL(ic, 0, libssh2_channel_exec(c, "head -c 9000000 /dev/zero >&2; echo done"));
    expect_output(ic, c, "done\n");
    free_channel(ic, c);
}

static void flush_stream(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char p[10];
    int n;

    ic_login(ic);
    c = start(ic, "echo 12345; echo 678 >&2; cat");
    IC_CALL(ic, 3, libssh2_channel_read(c, p, 3));
    IC_CALL(ic, 1, libssh2_channel_read_stderr(c, p, 1));
    IC_RC(ic, n, libssh2_channel_flush(c)); /* may also have found nothing more yet */
    IC_EQ(ic, n, 3);
    IC_RC(ic, n, libssh2_channel_flush_stderr(c));
    IC_EQ(ic, n, 3);
    IC_CALL(ic, 0, libssh2_channel_send_eof(c));
    expect_output(ic, c, "");
    free_channel(ic, c);
}

static void large_output(struct ic *ic)
{
    enum { SIZE = 20000000 };
    LIBSSH2_CHANNEL *c;
    char *p = (char *)malloc(100000);
    size_t sum = 0;
    ssize_t n;

    ic_login(ic);
    IC_OK(ic, p);
    c = start(ic, "head -c 20000000 /dev/zero");
    do {
        IC_RC(ic, n, libssh2_channel_read(c, p, 100000));
        IC_OK(ic, n >= 0);
        sum += (size_t)n;
    } while (n);
    IC_EQ(ic, sum, SIZE);
    close_channel(ic, c);
    IC_EQ(ic, libssh2_channel_get_exit_status(c), 0);
    free_channel(ic, c);
    free(p);
}

/* 4 MB in and out again through cat. In blocking mode the whole is written before it is
 * read, so it must fit the two windows and the pipes. */
static void through_cat(struct ic *ic)
{
    const size_t size = ic->nonblocking ? 4000000 : 1500000;
    LIBSSH2_CHANNEL *c;
    char *p = ic_bytes(ic, 1, 0, size), *back = (char *)malloc(size + 1);
    size_t in = 0, out = 0;
    bool ended = false;

    ic_login(ic);
    IC_OK(ic, back);
    c = start(ic, "cat");
    if (!ic->nonblocking) {
        write_all(ic, c, p, size);
        in = size;
        IC_CALL(ic, 0, libssh2_channel_send_eof(c));
        out = read_all(ic, c, 0, back, size + 1);
    }
    while (ic->nonblocking && out < size) {
        ssize_t n = in < size ? libssh2_channel_write(c, p + in, size - in) : 0;
        ssize_t m;

        IC_OK(ic, n >= 0 || n == LIBSSH2_ERROR_EAGAIN);
        in += n > 0 ? (size_t)n : 0;
        m = libssh2_channel_read(c, back + out, size - out);
        IC_OK(ic, m >= 0 || m == LIBSSH2_ERROR_EAGAIN);
        out += m > 0 ? (size_t)m : 0;
        if (in == size && !ended) {
            IC_CALL(ic, 0, libssh2_channel_send_eof(c));
            ended = true;
        }
        /* The read may have brought in the window that the write waited for. */
        if (m == LIBSSH2_ERROR_EAGAIN &&
            (in == size ||
             (n == LIBSSH2_ERROR_EAGAIN && libssh2_channel_window_write(c) == 0)))
            ic_wait(ic);
    }
    IC_EQ(ic, out, size);
    ic_expect_bytes(ic, back, size, 1, 0);
    IC_CALL(ic, 0, libssh2_channel_wait_eof(c));
    close_channel(ic, c);
    free_channel(ic, c);
    free(p);
    free(back);
}

static void wrong_order(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;

    ic_login(ic);
    c = start(ic, "cat");
    IC_CALL(ic, LIBSSH2_ERROR_INVAL, libssh2_channel_wait_closed(c));
    IC_CALL(ic, 0, libssh2_channel_send_eof(c));
    IC_CALL(ic, LIBSSH2_ERROR_CHANNEL_EOF_SENT, libssh2_channel_write(c, "x", 1));
    expect_output(ic, c, "");
    IC_CALL(ic, 0, libssh2_channel_close(c));
    IC_CALL(ic, 0, libssh2_channel_close(c)); /* closed already: nothing to do */
    IC_CALL(ic, LIBSSH2_ERROR_CHANNEL_CLOSED, libssh2_channel_write(c, "x", 1));
    free_channel(ic, c);
}

/* Data queued before the close stays readable after it. */
static void close_then_read(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char p[10];

    ic_login(ic);
    c = start(ic, "printf hurray; cat");
    IC_CALL(ic, 3, libssh2_channel_read(c, p, 3)); /* one packet: the rest is queued */
    IC_CALL(ic, 0, libssh2_channel_close(c));
    expect_output(ic, c, "ray");
    free_channel(ic, c);
}

/* Freed while the command runs and sends: the session goes on. */
static void free_early(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char p[100];
    int i;

    ic_login(ic);
    for (i = 0; i < 3; i++) {
        c = start(ic, "yes");
        IC_CALL(ic, 100, libssh2_channel_read(c, p, 100));
        free_channel(ic, c);
    }
    free_channel(ic, open_channel(ic)); /* and one on which nothing happened */
    c = start(ic, "echo alive");
    expect_output(ic, c, "alive\n");
    free_channel(ic, c);
}

/* Eight commands at once, read in turn. */
static void many_channels(struct ic *ic)
{
    enum { CHANNELS = 8, SIZE = 200000 };
    LIBSSH2_CHANNEL *c[CHANNELS];
    char command[64], p[8192];
    size_t sum[CHANNELS] = {0};
    int i, left = CHANNELS;

    ic_login(ic);
    for (i = 0; i < CHANNELS; i++) {
        snprintf(command, sizeof(command), "head -c %d /dev/zero | tr '\\0' %c", SIZE,
                 'a' + i);
        c[i] = start(ic, command);
    }
    while (left) {
        bool moved = false;

        for (i = 0; i < CHANNELS; i++) {
            ssize_t n;

            if (!c[i])
                continue;
            n = libssh2_channel_read(c[i], p, sizeof(p));
            if (n == LIBSSH2_ERROR_EAGAIN)
                continue;
            IC_OK(ic, n >= 0 && (n == 0 || (p[0] == 'a' + i && p[n - 1] == 'a' + i)));
            sum[i] += (size_t)n;
            moved = true;
            if (n == 0) {
                IC_EQ(ic, sum[i], SIZE);
                free_channel(ic, c[i]);
                c[i] = NULL;
                left--;
            }
        }
        if (!moved)
            ic_wait(ic);
    }
}

/* ---- what a channel can be ---- */

static void environment(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;

    ic_login(ic);
    c = open_channel(ic);
    IC_CALL(ic, 0, libssh2_channel_setenv(c, "RINGSSH_TEST", "a value"));
    IC_CALL(ic, LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED,
            libssh2_channel_setenv(c, "NOT_ACCEPTED", "x"));
    IC_CALL(ic, 0, libssh2_channel_exec(c, "echo \"$RINGSSH_TEST,$NOT_ACCEPTED\""));
    expect_output(ic, c, "a value,\n");
    free_channel(ic, c);
}

/* Reads until the text has come; fails the case when the output is over without it. */
static void read_until(struct ic *ic, LIBSSH2_CHANNEL *c, const char *text)
{
    char p[1000];
    size_t at = 0;
    ssize_t n;

    do {
        IC_OK(ic, at < sizeof(p) - 1);
        IC_RC(ic, n, libssh2_channel_read(c, p + at, sizeof(p) - 1 - at));
        if (n <= 0)
            ic_fail(ic, "read %ld and no \"%s\"", (long)n, text);
        at += (size_t)n;
        p[at] = '\0';
    } while (!strstr(p, text));
}

static void terminal(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    int rc;

    ic_login(ic);
    c = open_channel(ic);
    IC_RC(ic, rc, libssh2_channel_request_pty_ex(c, "vt100", 5, NULL, 0, 91, 37, 0, 0));
    if (rc && geteuid() != 0)
        ic_skip("the server is not root and cannot hand over a terminal");
    IC_EQ(ic, rc, 0);
    IC_CALL(ic, 0,
            libssh2_channel_exec(c, "stty size; echo $TERM; read x; stty size; tty"));
    read_until(ic, c, "37 91\r\nvt100\r\n");
    IC_CALL(ic, 0, libssh2_channel_request_pty_size(c, 120, 50));
    write_all(ic, c, "\n", 1);
    read_until(ic, c, "50 120\r\n/dev/");
    free_channel(ic, c);
}

static void shell(struct ic *ic)
{
    static const char script[] = "echo from the shell\nexit 4\n";
    LIBSSH2_CHANNEL *c;
    char p[4096];

    ic_login(ic);
    c = open_channel(ic);
    IC_CALL(ic, 0, libssh2_channel_shell(c));
    write_all(ic, c, script, strlen(script));
    read_all(ic, c, 0, p, sizeof(p) - 1);
    IC_OK(ic, strstr(p, "from the shell\n"));
    close_channel(ic, c);
    IC_EQ(ic, libssh2_channel_get_exit_status(c), 4);
    free_channel(ic, c);
}

/* Speaks SFTP by hand: INIT of version 3, the answer is a VERSION packet. */
static void subsystem(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    char p[9];
    size_t at = 0;

    ic_login(ic);
    c = open_channel(ic);
    IC_CALL(ic, 0, libssh2_channel_subsystem(c, "sftp"));
    write_all(ic, c, "\0\0\0\5\1\0\0\0\3", 9);
    while (at < 9) {
        ssize_t n;

        IC_RC(ic, n, libssh2_channel_read(c, p + at, 9 - at));
        IC_OK(ic, n > 0);
        at += (size_t)n;
    }
    IC_EQ(ic, p[4], 2);
    IC_EQ(ic, p[8], 3);
    free_channel(ic, c);
    c = open_channel(ic);
    IC_CALL(ic, LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED,
            libssh2_channel_subsystem(c, "nonesuch"));
    free_channel(ic, c);
}

static void unknown_channel_type(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;

    ic_login(ic);
    IC_PTR(
        ic, c,
        libssh2_channel_open_ex(ic->session, "nonesuch@x", 10, 65536, 32768, NULL, 0));
    IC_OK(ic, !c);
    IC_EQ(ic, libssh2_session_last_errno(ic->session), LIBSSH2_ERROR_CHANNEL_FAILURE);
    free_channel(ic, start(ic, "true"));
}

static void windows(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    unsigned long avail = 99, initial = 0;
    unsigned int window = 0;
    char byte;

    ic_login(ic);
    c = start(ic, "cat");
    write_all(ic, c, "x",
              1); /* cannot be sent before the server has opened its window */
    IC_CALL(ic, 1, libssh2_channel_read(c, &byte, 1));
    IC_OK(ic, libssh2_channel_window_read_ex(c, &avail, &initial) > 0);
    IC_EQ(ic, avail, 0);
    IC_EQ(ic, initial, LIBSSH2_CHANNEL_WINDOW_DEFAULT);
    IC_OK(ic, libssh2_channel_window_write_ex(c, &initial) > 0);
    IC_CALL(ic, 0, libssh2_channel_receive_window_adjust2(c, 1 << 20, 1, &window));
    IC_OK(ic, libssh2_channel_window_read(c) > 5 << 19);
    free_channel(ic, c);
}

static void keepalive(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    int next = -1;

    ic_login(ic);
    IC_EQ(ic, libssh2_keepalive_send(ic->session, &next), 0);
    IC_EQ(ic, next, 0); /* off */
    libssh2_keepalive_config(ic->session, 1, 2);
    IC_EQ(ic, libssh2_keepalive_send(ic->session, &next), 0);
    IC_OK(ic, next > 0 && next <= 2);
    c = start(ic, "sleep 3; echo awake");
    expect_output(ic, c, "awake\n");
    IC_EQ(ic, libssh2_keepalive_send(ic->session, &next), 0);
    free_channel(ic, c);
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {
        {"exec_output", exec_output},
        {"exit_status", exit_status},
        {"has_exit_status", has_exit_status},
        {"exit_signal", exit_signal},
        {"send_signal", send_signal},
        {"one_command_only", one_command_only},
        {"standard_error", standard_error},
        {"ignored_flood", ignored_flood},
        {"flush_stream", flush_stream},
        {"large_output", large_output},
        {"through_cat", through_cat},
        {"wrong_order", wrong_order},
        {"close_then_read", close_then_read},
        {"free_early", free_early},
        {"many_channels", many_channels},
        {"environment", environment},
        {"terminal", terminal},
        {"shell", shell},
        {"subsystem", subsystem},
        {"unknown_channel_type", unknown_channel_type},
        {"windows", windows},
        {"keepalive", keepalive},
        {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
