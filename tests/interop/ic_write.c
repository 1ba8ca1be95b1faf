/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: the contract of libssh2_sftp_write() to its callers. It returns how
 * many bytes from the start of the buffer the server has acknowledged and that were not
 * reported before; the caller passes the rest again, which may have moved and may have
 * grown or shrunk; 0 is no error. run.py runs each case in both modes. */

#include "ic_common.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WRITE_NEW = LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC };

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One call, which must not fail nor report more than `n`. */
static size_t write_once(struct ic *ic, LIBSSH2_SFTP_HANDLE *h, const char *p, size_t n)
{
    ssize_t done;

    IC_RC(ic, done, libssh2_sftp_write(h, p, n));
    if (done < 0 || (size_t)done > n)
        ic_fail(ic, "write of %lu bytes returned %ld", (unsigned long)n, (long)done);
    return (size_t)done;
}

static uint64_t remote_size(struct ic *ic, const char *path)
{
    LIBSSH2_SFTP_ATTRIBUTES a;

    memset(&a, 0, sizeof(a));
    IC_CALL(ic, 0, libssh2_sftp_stat(ic->sftp, path, &a));
    return a.filesize;
}

/* Nothing to write and nothing outstanding: 0 at once, and nothing happens. */
static void nothing_to_write(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h;
    int i;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    for (i = 0; i < 10; i++)
        IC_CALL(ic, 0, libssh2_sftp_write(h, "x", 0));
    IC_EQ(ic, libssh2_sftp_tell64(h), 0);
    ic_write(ic, h, "abc", 3);
    IC_CALL(ic, 0, libssh2_sftp_write(h, "x", 0));
    ic_close_handle(ic, h);
    IC_EQ(ic, remote_size(ic, ic_path(ic, "f")), 3);
}

/* A large buffer: the counts add up to its size exactly. */
static void large_buffer(struct ic *ic)
{
    enum { SIZE = 8000000 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 1, 0, SIZE);
    size_t at = 0;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    while (at < SIZE)
        at += write_once(ic, h, p + at, SIZE - at);
    IC_EQ(ic, at, SIZE);
    IC_EQ(ic, libssh2_sftp_tell64(h), SIZE);
    IC_CALL(ic, 0, libssh2_sftp_write(h, p, 0)); /* nothing is left over */
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 1, SIZE);
    free(p);
}

/* The rest is in a new place for each call, and the old place is overwritten and freed.
 */
static void moving_buffer(struct ic *ic)
{
    enum { SIZE = 2000000 };
    LIBSSH2_SFTP_HANDLE *h;
    size_t at = 0;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    while (at < SIZE) {
        char *p = ic_bytes(ic, 2, at, SIZE - at);
        ssize_t n = libssh2_sftp_write(h, p, SIZE - at);

        memset(p, 0xEE, SIZE - at);
        free(p);
        if (n == LIBSSH2_ERROR_EAGAIN) {
            ic_wait(ic);
            continue;
        }
        IC_OK(ic, n >= 0 && (size_t)n <= SIZE - at);
        at += (size_t)n;
    }
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 2, SIZE);
}

/* First a large buffer, then the same bytes in small helpings: each call reports no
 * more than it was given, and nothing is written twice. */
static void shrinking_buffer(struct ic *ic)
{
    enum { SIZE = 1000000 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 3, 0, SIZE);
    size_t at = 0;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    at += write_once(ic, h, p, SIZE);
    while (at < SIZE)
        at += write_once(ic, h, p + at, min_size(7001, SIZE - at));
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 3, SIZE);
    free(p);
}

static void growing_buffer(struct ic *ic)
{
    enum { SIZE = 3000000 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 4, 0, SIZE);
    size_t at = 0, pass = 1;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    while (at < SIZE) {
        at += write_once(ic, h, p + at, min_size(pass, SIZE - at));
        pass += pass / 2 + 1;
    }
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 4, SIZE);
    free(p);
}

/* After one large write, calls with nothing report nothing but let the acknowledgements
 * in; then one call with the rest reports the whole of it. */
static void drain_with_nothing(struct ic *ic)
{
    enum { SIZE = 300000 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 5, 0, SIZE);
    size_t at = 0;
    int calls = 0;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    while (at == 0)
        at = write_once(ic, h, p, SIZE);
    while (libssh2_sftp_tell64(h) < SIZE && calls++ < 1000)
        IC_CALL(ic, 0, libssh2_sftp_write(h, p + at, 0));
    /* The library may report acknowledged bytes in tell64 before or after they are
     * handed out; in both cases the rest comes now without a further write. */
    while (at < SIZE)
        at += write_once(ic, h, p + at, SIZE - at);
    IC_EQ(ic, libssh2_sftp_tell64(h), SIZE);
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 5, SIZE);
    free(p);
}

static void small_writes(struct ic *ic)
{
    enum { SIZE = 200 * 201 / 2 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 6, 0, SIZE);
    size_t at = 0, n;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    for (n = 1; n <= 200; n++) {
        ic_write(ic, h, p + at, n);
        at += n;
        IC_EQ(ic, libssh2_sftp_tell64(h), at);
    }
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 6, SIZE);
    free(p);
}

/* Sizes around the packet's: 30,000, 32,739 and 32,768 are those seen in the field. */
static void sizes_around_a_packet(struct ic *ic)
{
    static const size_t sizes[] = {29999, 30000, 30001, 32700, 32738, 32739,
                                   32740, 32767, 32768, 32769, 65478, 65536};
    LIBSSH2_SFTP_HANDLE *h;
    size_t at = 0, i;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char *p = ic_bytes(ic, 7, at, sizes[i]);

        ic_write(ic, h, p, sizes[i]);
        at += sizes[i];
        free(p);
    }
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 7, at);
}

/* Eight handles take turns, each with bytes outstanding; every one gets its own counts.
 */
static void handles_in_turn(struct ic *ic)
{
    enum { HANDLES = 8, SIZE = 500000 };
    LIBSSH2_SFTP_HANDLE *h[HANDLES];
    char *p[HANDLES], name[HANDLES][4];
    size_t at[HANDLES] = {0};
    uint32_t i;
    int left = HANDLES;

    ic_sftp(ic);
    for (i = 0; i < HANDLES; i++) {
        snprintf(name[i], sizeof(name[i]), "f%u", i);
        h[i] = ic_open(ic, ic_path(ic, name[i]), WRITE_NEW);
        p[i] = ic_bytes(ic, 10 + i, 0, SIZE);
    }
    while (left) {
        bool moved = false;

        for (i = 0; i < HANDLES; i++) {
            ssize_t n;

            if (at[i] == SIZE)
                continue;
            n = libssh2_sftp_write(h[i], p[i] + at[i], SIZE - at[i]);
            if (n == LIBSSH2_ERROR_EAGAIN)
                continue;
            IC_OK(ic, n >= 0 && (size_t)n <= SIZE - at[i]);
            at[i] += (size_t)n;
            left -= at[i] == SIZE;
            moved = true;
        }
        if (!moved)
            ic_wait(ic);
    }
    for (i = 0; i < HANDLES; i++) {
        ic_close_handle(ic, h[i]);
        ic_expect_file(ic, ic_path(ic, name[i]), 10 + i, SIZE);
        free(p[i]);
    }
}

/* Closing does not wait for ever, and what was sent whole is written. */
static void close_with_bytes_outstanding(struct ic *ic)
{
    enum { SIZE = 1000000 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 8, 0, SIZE);
    uint64_t size;
    size_t at;
    long begun;
    int rc;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    at = write_once(ic, h, p, SIZE);
    begun = ic_now();
    IC_RC(ic, rc, libssh2_sftp_close(h));
    IC_EQ(ic, rc, 0);
    IC_OK(ic, ic_now() - begun < 5000);
    size = remote_size(ic, ic_path(ic, "f"));
    IC_OK(ic, size >= at && size <= SIZE);
    ic_expect_file(ic, ic_path(ic, "f"), 8, (size_t)size);
    free(p);
}

/* The file is open for reading only: the server refuses, the position goes back. */
static void refused_write(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 1, 0, 500000);
    int rc;

    ic_sftp(ic);
    ic_make_file(ic, ic_path(ic, "f"), 1, 100);
    h = ic_open(ic, ic_path(ic, "f"), LIBSSH2_FXF_READ);
    IC_RC(ic, rc, (int)libssh2_sftp_write(h, p, 500000));
    IC_EQ(ic, rc, LIBSSH2_ERROR_SFTP_PROTOCOL);
    IC_OK(ic, libssh2_sftp_last_error(ic->sftp) != LIBSSH2_FX_OK);
    IC_EQ(ic, libssh2_sftp_tell64(h), 0);
    IC_CALL(ic, 100, libssh2_sftp_read(h, p, 500000)); /* still good for reading */
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 1, 100);
    free(p);
}

/* The disk is full in the middle (--arg is a folder on a small one): what was reported
 * is there, then the error comes, once, and the position is that of the reported bytes.
 */
static void disk_full(struct ic *ic)
{
    enum { SIZE = 16 * 1024 * 1024 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p, *back = (char *)malloc(SIZE), path[600];
    size_t at = 0, got = 0;
    ssize_t n;

    if (!ic->arg)
        ic_skip("no small disk given");
    ic_sftp(ic);
    p = ic_bytes(ic, 9, 0, SIZE);
    snprintf(path, sizeof(path), "%s/%s", ic->arg, ic->nonblocking ? "n" : "b");
    h = ic_open(ic, path, WRITE_NEW | LIBSSH2_FXF_READ);
    for (;;) {
        IC_RC(ic, n, libssh2_sftp_write(h, p + at, SIZE - at));
        if (n < 0)
            break;
        at += (size_t)n;
        IC_OK(ic, at < SIZE);
    }
    IC_EQ(ic, n, LIBSSH2_ERROR_SFTP_PROTOCOL);
    IC_EQ(ic, libssh2_sftp_last_error(ic->sftp), LIBSSH2_FX_FAILURE);
    IC_EQ(ic, libssh2_sftp_tell64(h), at);
    IC_OK(ic, at > 0 && back);
    libssh2_sftp_seek64(h, 0);
    while (got < at) {
        IC_RC(ic, n, libssh2_sftp_read(h, back + got, at - got));
        IC_OK(ic, n > 0);
        got += (size_t)n;
    }
    ic_expect_bytes(ic, back, at, 9, 0);
    ic_close_handle(ic, h); /* the failure was told already */
    IC_CALL(ic, 0, libssh2_sftp_unlink(ic->sftp, path));
    free(p);
    free(back);
}

/* A seek in the middle of a stream forgets what was outstanding. */
static void seek_while_outstanding(struct ic *ic)
{
    enum { SIZE = 400000 };
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 11, 0, SIZE);
    int i;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    for (i = 0; i < 5; i++) {
        (void)write_once(ic, h, p, SIZE);
        libssh2_sftp_seek64(h, 0);
        IC_EQ(ic, libssh2_sftp_tell64(h), 0);
    }
    ic_write(ic, h, p, SIZE);
    IC_EQ(ic, libssh2_sftp_tell64(h), SIZE);
    ic_close_handle(ic, h);
    ic_expect_file(ic, ic_path(ic, "f"), 11, SIZE);
    free(p);
}

/* Reading and writing on one handle, with seeks between. */
static void read_and_write(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 12, 0, 100000), back[1000];

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW | LIBSSH2_FXF_READ);
    ic_write(ic, h, p, 100000);
    libssh2_sftp_seek64(h, 50000);
    IC_CALL(ic, 1000, libssh2_sftp_read(h, back, sizeof(back)));
    ic_expect_bytes(ic, back, 1000, 12, 50000);
    libssh2_sftp_seek64(h, 100);
    ic_write(ic, h, "HERE", 4);
    libssh2_sftp_seek64(h, 98);
    IC_CALL(ic, 8, libssh2_sftp_read(h, back, 8));
    IC_OK(ic,
          memcmp(back + 2, "HERE", 4) == 0 && back[0] == p[98] && back[7] == p[105]);
    ic_close_handle(ic, h);
    IC_EQ(ic, remote_size(ic, ic_path(ic, "f")), 100000);
    free(p);
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {
        {"nothing_to_write", nothing_to_write},
        {"large_buffer", large_buffer},
        {"moving_buffer", moving_buffer},
        {"shrinking_buffer", shrinking_buffer},
        {"growing_buffer", growing_buffer},
        {"drain_with_nothing", drain_with_nothing},
        {"small_writes", small_writes},
        {"sizes_around_a_packet", sizes_around_a_packet},
        {"handles_in_turn", handles_in_turn},
        {"close_with_bytes_outstanding", close_with_bytes_outstanding},
        {"refused_write", refused_write},
        {"disk_full", disk_full},
        {"seek_while_outstanding", seek_while_outstanding},
        {"read_and_write", read_and_write},
        {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
