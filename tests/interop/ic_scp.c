/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: SCP in both directions, with names that a shell would take apart,
 * times, and files larger than 4 GiB. run.py runs each case in both modes; the server
 * is on this machine, so that files are looked at directly. */

#define _POSIX_C_SOURCE   200809L
#define _FILE_OFFSET_BITS 64

#include "ic_common.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

enum { SEED = 7, MTIME = 1234567890, ATIME = 1234500000 };

/* Writes a local file of the byte stream. */
static void make_local(struct ic *ic, const char *path, size_t size)
{
    char *data = ic_bytes(ic, SEED, 0, size);
    FILE *f = fopen(path, "wb");

    IC_OK(ic, f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
    free(data);
}

static void expect_local(struct ic *ic, const char *path, size_t size)
{
    char *data = malloc(size + 1);
    FILE *f = fopen(path, "rb");

    IC_OK(ic, f && data);
    IC_EQ(ic, fread(data, 1, size + 1, f), size);
    ic_expect_bytes(ic, data, size, SEED, 0);
    fclose(f);
    free(data);
}

/* Reads exactly `size` bytes; checks those of the stream. */
static void fetch_rest(struct ic *ic, LIBSSH2_CHANNEL *c, size_t size)
{
    char buf[30000];
    size_t at = 0;

    while (at < size) {
        size_t want = size - at < sizeof(buf) ? size - at : sizeof(buf);
        ssize_t n;

        IC_RC(ic, n, libssh2_channel_read(c, buf, want));
        IC_OK(ic, n > 0 && (size_t)n <= want);
        ic_expect_bytes(ic, buf, (size_t)n, SEED, at);
        at += (size_t)n;
    }
    IC_CALL(ic, 0, libssh2_channel_free(c));
}

static void fetch(struct ic *ic, const char *path, size_t size)
{
    libssh2_struct_stat st;
    LIBSSH2_CHANNEL *c;

    IC_PTR(ic, c, libssh2_scp_recv2(ic->session, path, &st));
    if (!c) {
        char *text = NULL;

        libssh2_session_last_error(ic->session, &text, NULL, 0);
        ic_fail(ic, "scp_recv2 %s: %s", path, text);
    }
    IC_EQ(ic, st.st_size, size);
    fetch_rest(ic, c, size);
}

/* The order in which curl ends an upload. */
static void finish(struct ic *ic, LIBSSH2_CHANNEL *c)
{
    IC_CALL(ic, 0, libssh2_channel_send_eof(c));
    IC_CALL(ic, 0, libssh2_channel_wait_eof(c));
    IC_CALL(ic, 0, libssh2_channel_wait_closed(c));
    IC_CALL(ic, 0, libssh2_channel_free(c));
}

static void put(struct ic *ic, LIBSSH2_CHANNEL *c, size_t size)
{
    char *data = ic_bytes(ic, SEED, 0, size);
    size_t at = 0;

    IC_OK(ic, c);
    while (at < size) {
        ssize_t n;

        IC_RC(ic, n, libssh2_channel_write(c, data + at, size - at));
        IC_OK(ic, n > 0);
        at += (size_t)n;
    }
    free(data);
    finish(ic, c);
}

/* --- Cases ------------------------------------------------------------------------ */

static void recv(struct ic *ic)
{
    static const size_t sizes[] = {0, 1, 32768, 3000000};
    const char *path = ic_path(ic, "file");
    struct utimbuf times;
    libssh2_struct_stat st;
    LIBSSH2_CHANNEL *c;
    size_t i;

    ic_login(ic);
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        make_local(ic, path, sizes[i]);
        fetch(ic, path, sizes[i]);
    }
    times.modtime = MTIME;
    times.actime = ATIME;
    IC_OK(ic, chmod(path, 0640) == 0 && utime(path, &times) == 0);
    IC_PTR(ic, c, libssh2_scp_recv2(ic->session, path, &st));
    IC_OK(ic, c);
    IC_EQ(ic, st.st_mtime, MTIME);
    IC_EQ(ic, st.st_atime, ATIME);
    IC_EQ(ic, st.st_mode, 0640);
    fetch_rest(ic, c, 3000000);
    IC_PTR(ic, c, libssh2_scp_recv2(ic->session, path, NULL)); /* without times */
    IC_OK(ic, c);
    fetch_rest(ic, c, 3000000);
}

static void send(struct ic *ic)
{
    static const size_t sizes[] = {0, 1, 32768, 3000000};
    const char *path = ic_path(ic, "up");
    struct stat st;
    LIBSSH2_CHANNEL *c;
    size_t i;

    ic_login(ic);
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        IC_PTR(ic, c,
               libssh2_scp_send64(ic->session, path, 0600, (libssh2_int64_t)sizes[i], 0,
                                  0));
        put(ic, c, sizes[i]);
        expect_local(ic, path, sizes[i]);
        unlink(path);
    }
    /* A whole st_mode is cut to permissions. */
    IC_PTR(ic, c, libssh2_scp_send64(ic->session, path, 0100640, 5, 0, 0));
    put(ic, c, 5);
    IC_OK(ic, stat(path, &st) == 0);
    IC_EQ(ic, st.st_mode & 07777, 0640);
    unlink(path);
    IC_PTR(ic, c, libssh2_scp_send64(ic->session, path, 0600, 5, MTIME, ATIME));
    put(ic, c, 5);
    IC_OK(ic, stat(path, &st) == 0);
    IC_EQ(ic, st.st_mtime, MTIME);
    IC_EQ(ic, st.st_atime, ATIME);
}

/* Each reaches the server as it is. */
static void names(struct ic *ic)
{
    static const char *const list[] = {"a b",      "it's",   "\"x\"",    "$HOME `id`",
                                       "a;rm -rf", "*?[a]",  "hey!!",    "back\\slash",
                                       "-pf",      "#x&|<>", "\xc3\xa9", "~"};
    LIBSSH2_CHANNEL *c;
    size_t i;

    ic_login(ic);
    for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        const char *path = ic_path(ic, list[i]);

        IC_PTR(ic, c, libssh2_scp_send64(ic->session, path, 0644, 100, 0, 0));
        put(ic, c, 100);
        expect_local(ic, path, 100);
        fetch(ic, path, 100);
    }
    /* Unquoted, the server's shell expands. */
    libssh2_session_flag(ic->session, LIBSSH2_FLAG_QUOTE_PATHS, 0);
    fetch(ic, ic_path(ic, "i*"), 100);
}

static void refused(struct ic *ic)
{
    const char *path = ic_path(ic, "no/such/file");
    LIBSSH2_CHANNEL *c;
    char *text = NULL;

    ic_login(ic);
    IC_PTR(ic, c, libssh2_scp_recv2(ic->session, path, NULL));
    IC_OK(ic, !c);
    IC_EQ(ic, libssh2_session_last_error(ic->session, &text, NULL, 0),
          LIBSSH2_ERROR_SCP_PROTOCOL);
    IC_OK(ic, strstr(text, "No such file"));
    IC_PTR(ic, c, libssh2_scp_send64(ic->session, path, 0644, 1, 0, 0));
    IC_OK(ic, !c);
    IC_EQ(ic, libssh2_session_last_error(ic->session, &text, NULL, 0),
          LIBSSH2_ERROR_SCP_PROTOCOL);
    IC_OK(ic, strstr(text, "No such file"));
    IC_PTR(ic, c, libssh2_scp_recv2(ic->session, ic->dir, NULL)); /* a folder */
    IC_OK(ic, !c);
    IC_EQ(ic, libssh2_session_last_errno(ic->session), LIBSSH2_ERROR_SCP_PROTOCOL);
    IC_OK(ic, !libssh2_scp_recv2(ic->session, NULL, NULL));
    IC_EQ(ic, libssh2_session_last_errno(ic->session), LIBSSH2_ERROR_INVAL);
    /* The session is as good as before. */
    make_local(ic, ic_path(ic, "f"), 10);
    fetch(ic, ic_path(ic, "f"), 10);
}

/* The header alone tells more than 4 GiB; the contents are holes, and not read. */
static void huge(struct ic *ic)
{
    const char *path = ic_path(ic, "huge");
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    libssh2_struct_stat st;
    LIBSSH2_CHANNEL *c;

    if (fd < 0 || ftruncate(fd, ((off_t)5 << 30) + 3) != 0)
        ic_skip("no room for a sparse file");
    close(fd);
    ic_login(ic);
    IC_PTR(ic, c, libssh2_scp_recv2(ic->session, path, &st));
    IC_OK(ic, c);
    IC_EQ(ic, st.st_size, ((libssh2_int64_t)5 << 30) + 3);
    IC_CALL(ic, 0, libssh2_channel_free(c));
    unlink(path);
    IC_PTR(ic, c,
           libssh2_scp_send64(ic->session, path, 0600, (libssh2_int64_t)5 << 30, 0, 0));
    IC_OK(ic, c);
    IC_CALL(ic, 0, libssh2_channel_free(c));
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {{"recv", recv},   {"send", send},
                                           {"names", names}, {"refused", refused},
                                           {"huge", huge},   {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
