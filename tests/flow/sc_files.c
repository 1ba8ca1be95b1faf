/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Scenarios of files and directories. */
#include "flow.h"

#include <stdio.h>
#include <stdlib.h>

#define SIZE 100000

/* --- Many at once
 * -------------------------------------------------------------------------
 */

#define EIGHT 8

/* One attempt at each of the eight stats that is not done.  0, EAGAIN, or a code. */
static int stat_each(struct flow *f, LIBSSH2_SFTP_ATTRIBUTES *a, bool *done)
{
    char path[20];
    int i, rc, left = 0;

    for (i = 0; i < EIGHT; i++) {
        if (done[i])
            continue;
        snprintf(path, sizeof(path), "/file%d", i);
        rc = libssh2_sftp_stat(f->sftp, path, &a[i]);
        if (rc && rc != LIBSSH2_ERROR_EAGAIN)
            return flow_failed(f, rc);
        done[i] = rc == 0;
        left += rc != 0;
    }
    return left ? LIBSSH2_ERROR_EAGAIN : 0;
}

/* Eight stats under way, driven in turn: each gets its own answer. */
static int run_eight_stats(struct flow *f)
{
    static const uint8_t data[EIGHT * 10];
    LIBSSH2_SFTP_ATTRIBUTES a[EIGHT];
    bool done[EIGHT] = {false};
    char path[20];
    int i, rc, turn = 0;

    for (i = 0; i < EIGHT; i++) {
        snprintf(path, sizeof(path), "/file%d", i);
        flow_put_file(f, path, data, (size_t)i * 10);
    }
    rc = flow_sftp(f);
    if (rc)
        return rc;
    while ((rc = stat_each(f, a, done)) == LIBSSH2_ERROR_EAGAIN &&
           !(turn = flow_turn(f)))
        ;
    if (rc)
        return turn ? turn : rc;
    for (i = 0; i < EIGHT; i++)
        FLOW_OK(f, a[i].filesize == (libssh2_uint64_t)i * 10);
    return 0;
}

/* --- Seeking
 * --------------------------------------------------------------------------------
 */

/* Exactly n bytes from where the file stands, in pieces of at most step. */
static int read_exactly(struct flow *f, LIBSSH2_SFTP_HANDLE *h, const uint8_t *want,
                        size_t n, size_t step)
{
    char *buf = peer_must(malloc(step));
    size_t got = 0;
    ssize_t r = 0;
    int turn = 0;

    while (got < n && !turn) {
        r = libssh2_sftp_read(h, buf, s2_min(step, n - got));
        if (r == LIBSSH2_ERROR_EAGAIN) {
            turn = flow_turn(f);
            continue;
        }
        if (r <= 0 || memcmp(buf, want + got, (size_t)r) != 0)
            break;
        got += (size_t)r;
    }
    free(buf);
    if (turn)
        return turn;
    if (r < 0)
        return flow_failed(f, (int)r);
    return got == n ? 0
                    : flow_wrong(f, "other bytes than the file's at %lu",
                                 (unsigned long)got);
}

static int run_reread(struct flow *f)
{
    static const size_t places[] = {50000, 0, 99990, 32768, 1, 99999, 70000};
    static uint8_t data[SIZE];
    size_t i, n;
    int rc;

    flow_fill(data, SIZE, 11);
    flow_put_file(f, "/seek", data, SIZE);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/seek", LIBSSH2_FXF_READ);
    for (i = 0; i < S2_COUNT(places) && !rc; i++) {
        n = s2_min(20000, SIZE - places[i]);
        libssh2_sftp_seek64(f->handle[0], places[i]);
        rc = read_exactly(f, f->handle[0], data + places[i], n, 9000);
        FLOW_OK(f, rc || libssh2_sftp_tell64(f->handle[0]) == places[i] + n);
    }
    libssh2_sftp_seek64(f->handle[0], SIZE - 7);
    return rc ? rc : flow_read_file(f, f->handle[0], data + SIZE - 7, 7);
}

static int run_rewrite(struct flow *f)
{
    static const size_t places[] = {60000, 10, 59990, 0};
    static uint8_t data[SIZE];
    size_t i;
    int rc = flow_sftp(f);

    flow_fill(data, SIZE, 12);
    if (!rc)
        rc = flow_open(f, 0, "/again", FLOW_CREATE);
    if (!rc)
        rc = flow_write_at(f, f->handle[0], data, 70000, 0);
    for (i = 0; i < S2_COUNT(places) && !rc; i++) {
        libssh2_sftp_seek64(f->handle[0], places[i]);
        rc = flow_write_at(f, f->handle[0], data + i * 100, 20000, places[i]);
    }
    if (!rc)
        rc = flow_close(f, 0);
    return rc ? rc : flow_note_file(f, "/again");
}

/* Reading and writing by turns through one handle. */
static int run_read_write(struct flow *f)
{
    static uint8_t data[SIZE];
    int rc;

    flow_fill(data, SIZE, 13);
    flow_put_file(f, "/both", data, SIZE);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/both", LIBSSH2_FXF_READ | LIBSSH2_FXF_WRITE);
    if (!rc)
        rc = read_exactly(f, f->handle[0], data, 5000, 1000);
    if (!rc)
        rc = flow_write_at(f, f->handle[0], data + 100, 40000, 5000);
    memmove(data + 5000, data + 100, 40000);
    if (!rc)
        rc = read_exactly(f, f->handle[0], data + 45000, 30000, 8000);
    libssh2_sftp_seek64(f->handle[0], 0);
    return rc ? rc : flow_read_file(f, f->handle[0], data, SIZE);
}

/* A read given up with requests under way; then elsewhere in the file. */
static int run_read_abandoned(struct flow *f)
{
    static uint8_t data[SIZE];
    char buf[100];
    ssize_t r;
    int rc, i;

    flow_fill(data, SIZE, 14);
    flow_put_file(f, "/left", data, SIZE);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/left", LIBSSH2_FXF_READ);
    for (i = 0; i < 5 && !rc; i++) {
        libssh2_sftp_seek64(f->handle[0], (libssh2_uint64_t)i * 1000);
        r = libssh2_sftp_read(f->handle[0], buf, sizeof(buf));
        if (r < 0 && r != LIBSSH2_ERROR_EAGAIN)
            return flow_failed(f, (int)r);
        FLOW_OK(f, r <= 0 || memcmp(buf, data + i * 1000, (size_t)r) == 0);
    }
    if (rc)
        return rc;
    libssh2_sftp_seek64(f->handle[0], 90000);
    rc = read_exactly(f, f->handle[0], data + 90000, 10000, 3000);
    return rc ? rc : flow_close(f, 0);
}

/* --- Sizes
 * ----------------------------------------------------------------------------------
 */

static int download_by(struct flow *f, size_t size, size_t step)
{
    static uint8_t data[SIZE];
    char one;
    ssize_t r;
    int rc;

    flow_fill(data, SIZE, 15);
    flow_put_file(f, "/size", data, size);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/size", LIBSSH2_FXF_READ);
    if (!rc)
        rc = read_exactly(f, f->handle[0], data, size, step);
    if (rc)
        return rc;
    FLOW_CALL(f, r, libssh2_sftp_read(f->handle[0], &one, 1));
    FLOW_OK(f, r == 0);
    return flow_close(f, 0);
}

static int run_read_1(struct flow *f)
{
    return download_by(f, 3000, 1);
}

static int run_read_1m(struct flow *f)
{
    return download_by(f, SIZE, 1 << 20);
}

static int run_read_tiny_answers(struct flow *f)
{
    return download_by(f, 20000, 6000);
}

static int run_write_1(struct flow *f)
{
    static uint8_t data[300];
    size_t i;
    int rc = flow_sftp(f);

    flow_fill(data, sizeof(data), 16);
    if (!rc)
        rc = flow_open(f, 0, "/one", FLOW_CREATE);
    for (i = 0; i < sizeof(data) && !rc; i++)
        rc = flow_write_at(f, f->handle[0], data + i, 1, i);
    if (!rc)
        rc = flow_close(f, 0);
    return rc ? rc : flow_note_file(f, "/one");
}

static int run_write_1m(struct flow *f)
{
    static uint8_t data[1 << 20];
    int rc = flow_sftp(f);

    flow_fill(data, sizeof(data), 17);
    if (!rc)
        rc = flow_open(f, 0, "/large", FLOW_CREATE);
    if (!rc)
        rc = flow_write_at(f, f->handle[0], data, sizeof(data), 0);
    if (!rc)
        rc = flow_close(f, 0);
    return rc ? rc : flow_note_file(f, "/large");
}

/* Files of no bytes, both ways. */
static int run_empty(struct flow *f)
{
    static const uint8_t none[1];
    ssize_t r;
    int rc;

    flow_put_file(f, "/empty", none, 0);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/empty", LIBSSH2_FXF_READ);
    if (!rc)
        rc = flow_read_file(f, f->handle[0], none, 0);
    if (!rc)
        rc = flow_close(f, 0);
    if (!rc)
        rc = flow_open(f, 0, "/new", FLOW_CREATE);
    if (rc)
        return rc;
    FLOW_CALL(f, r, libssh2_sftp_write(f->handle[0], "", 0));
    FLOW_OK(f, r == 0);
    rc = flow_close(f, 0);
    return rc ? rc : flow_note_file(f, "/new");
}

/* --- Other calls on handles
 * -----------------------------------------------------------------
 */

static int run_handle_calls(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    LIBSSH2_SFTP_STATVFS st;
    int rc = flow_sftp(f);

    if (!rc)
        rc = flow_open(f, 0, "/h", FLOW_CREATE);
    if (!rc)
        rc = flow_write_at(f, f->handle[0], (const uint8_t *)"0123456789", 10, 0);
    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_sftp_fsync(f->handle[0]));
    FLOW_CALL(f, rc, libssh2_sftp_fstat(f->handle[0], &a));
    FLOW_OK(f, a.filesize == 10);
    memset(&a, 0, sizeof(a));
    a.flags = LIBSSH2_SFTP_ATTR_SIZE | LIBSSH2_SFTP_ATTR_ACMODTIME;
    a.filesize = 4;
    a.atime = 11;
    a.mtime = 12;
    FLOW_CALL(f, rc, libssh2_sftp_fsetstat(f->handle[0], &a));
    FLOW_CALL(f, rc, libssh2_sftp_fstat(f->handle[0], &a));
    FLOW_OK(f, a.filesize == 4 && a.atime == 11 && a.mtime == 12);
    FLOW_CALL(f, rc, libssh2_sftp_fstatvfs(f->handle[0], &st));
    flow_note_int(f, (long long)st.f_blocks);
    rc = flow_close(f, 0);
    return rc ? rc : flow_note_file(f, "/h");
}

/* A buffer too small for the name: told so, and the entry again. */
static int run_small_names(struct flow *f)
{
    char name[40], longname[100];
    int rc, i, small = 0, turn = 0;

    pfs_make(f->peer->fs, "/dir", 040755);
    flow_put_file(f, "/dir/a", (const uint8_t *)"", 0);
    flow_put_file(f, "/dir/a-name-of-26-characters", (const uint8_t *)"", 0);
    flow_put_file(f, "/dir/b", (const uint8_t *)"", 0);
    rc = flow_sftp(f);
    if (rc)
        return rc;
    FLOW_PTR(f, f->handle[0], libssh2_sftp_opendir(f->sftp, "/dir"));
    for (i = 0;; turn = 0) {
        size_t room = small ? sizeof(name) : 10;

        while ((rc = libssh2_sftp_readdir_ex(f->handle[0], name, room, longname,
                                             sizeof(longname), NULL)) ==
                   LIBSSH2_ERROR_EAGAIN &&
               !(turn = flow_turn(f)))
            ;
        if (turn)
            return turn;
        if (rc == LIBSSH2_ERROR_BUFFER_TOO_SMALL && !small) {
            small = 1;
            continue;
        }
        if (rc <= 0)
            break;
        flow_note(f, name, (size_t)rc);
        i++;
    }
    if (rc)
        return flow_failed(f, rc);
    FLOW_OK(f, i == 3 && small);
    return flow_close(f, 0);
}

/* --- Given up ------------------------------------------------------------------------
 */

/* More calls given up than the library keeps: the answers to those that it has dropped
 * belong to nobody, and files that they open are closed. */
static int run_abandon_many(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    char path[20];
    int rc = flow_sftp(f), i;

    if (rc)
        return rc;
    flow_put_file(f, "/many", (const uint8_t *)"12345", 5);
    for (i = 0; i < 600; i++) {
        snprintf(path, sizeof(path), i % 3 ? "/none%d" : "/new%d", i);
        if (libssh2_sftp_open(f->sftp, path, i % 3 ? LIBSSH2_FXF_READ : FLOW_CREATE, 0))
            return flow_wrong(f, "open did not have to wait");
        rc = libssh2_session_last_errno(f->session);
        if (rc != LIBSSH2_ERROR_EAGAIN)
            return flow_failed(f, rc);
    }
    FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, "/many", &a));
    FLOW_OK(f, a.filesize == 5);
    return 0;
}

/* A file closed with questions about it under way. */
static int run_close_asked(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a, want;
    int rc = flow_sftp(f), i;

    if (rc)
        return rc;
    flow_put_file(f, "/asked", (const uint8_t *)"1234567", 7);
    memset(&want, 0, sizeof(want));
    for (i = 0; i < 4 && !rc; i++) {
        rc = flow_open(f, 0, "/asked", LIBSSH2_FXF_READ | LIBSSH2_FXF_WRITE);
        if (rc)
            return rc;
        rc = libssh2_sftp_fstat(f->handle[0], &a);
        if (rc == LIBSSH2_ERROR_EAGAIN)
            rc = libssh2_sftp_fsetstat(f->handle[0], &want);
        if (rc == LIBSSH2_ERROR_EAGAIN)
            rc = libssh2_sftp_fsync(f->handle[0]);
        if (rc != LIBSSH2_ERROR_EAGAIN)
            return flow_failed(f, rc);
        rc = flow_close(f, 0);
        if (rc)
            return rc;
        FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, "/asked", &a));
        FLOW_OK(f, a.filesize == 7);
    }
    return rc;
}

/* --- Whole sessions
 * ---------------------------------------------------------------------------
 */

/* Both read the same path of their own; one is shut down in the middle. */
static int run_two_sessions(struct flow *f)
{
    static uint8_t data[SIZE];
    LIBSSH2_SFTP *second;
    int rc;

    flow_fill(data, SIZE, 18);
    flow_put_file(f, "/two", data, SIZE);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/two", LIBSSH2_FXF_READ);
    if (!rc)
        rc = read_exactly(f, f->handle[0], data, 10000, 3000);
    if (rc)
        return rc;
    FLOW_PTR(f, second, libssh2_sftp_init(f->session));
    FLOW_PTR(f, f->handle[1], libssh2_sftp_open(second, "/two", LIBSSH2_FXF_READ, 0));
    rc = read_exactly(f, f->handle[1], data, 40000, 7000);
    if (!rc)
        rc = read_exactly(f, f->handle[0], data + 10000, 30000, 7000);
    if (!rc)
        rc = flow_close(f, 1);
    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_sftp_shutdown(second));
    return flow_read_file(f, f->handle[0], data + 40000, SIZE - 40000);
}

/* The session goes first, the handles after it. */
static int run_shutdown_first(struct flow *f)
{
    static uint8_t data[SIZE];
    LIBSSH2_SFTP *t;
    char buf[10];
    int rc;

    flow_put_file(f, "/open", data, SIZE);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/open", LIBSSH2_FXF_READ);
    if (!rc)
        rc = flow_open(f, 1, "/written", FLOW_CREATE);
    if (!rc)
        rc = read_exactly(f, f->handle[0], data, 100, 100);
    if (!rc)
        rc = flow_write_at(f, f->handle[1], data, 100, 0);
    if (rc)
        return rc;
    t = f->sftp;
    f->sftp = NULL;
    FLOW_CALL(f, rc, libssh2_sftp_shutdown(t));
    FLOW_OK(f, libssh2_sftp_read(f->handle[0], buf, 1) != LIBSSH2_ERROR_EAGAIN);
    FLOW_OK(f, libssh2_sftp_write(f->handle[1], buf, 1) < 0);
    (void)flow_close(f, 0);
    (void)flow_close(f, 1);
    FLOW_OK(f, !f->handle[0] && !f->handle[1]);
    FLOW_PTR(f, f->sftp, libssh2_sftp_init(f->session));
    return 0;
}

/* Keys changed by the application's wish while bytes come. */
static int run_rekey_asked(struct flow *f)
{
    static uint8_t data[SIZE];
    size_t at;
    int rc;

    flow_fill(data, SIZE, 19);
    flow_put_file(f, "/keys", data, SIZE);
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/keys", LIBSSH2_FXF_READ);
    for (at = 0; at < SIZE && !rc; at += 20000) {
        if (ringssh_session_rekey(f->session))
            return flow_failed(f, libssh2_session_last_errno(f->session));
        rc = read_exactly(f, f->handle[0], data + at, 20000, 6000);
    }
    if (rc)
        return rc;
    rc = flow_close(f, 0);
    FLOW_OK(f, rc || f->peer->kex_count >= 2);
    return rc;
}

const struct flow_scenario flow_files[] = {
    {"eight-stats", run_eight_stats, {0}},
    {"eight-stats-shuffled", run_eight_stats, {.reorder = 5}},
    {"reread", run_reread, {0}},
    {"reread-shuffled", run_reread, {.reorder = 6}},
    {"rewrite", run_rewrite, {0}},
    {"read-write", run_read_write, {0}},
    {"read-write-shuffled", run_read_write, {.reorder = 3, .read_cap = 7000}},
    {"read-abandoned", run_read_abandoned, {.reorder = 4}},
    {"read-1", run_read_1, {0}},
    {"read-1m", run_read_1m, {0}},
    {"read-tiny-answers", run_read_tiny_answers, {.read_cap = 100}},
    {"write-1", run_write_1, {0}},
    {"write-1m", run_write_1m, {0}},
    {"empty", run_empty, {0}},
    {"handle-calls", run_handle_calls, {0}},
    {"small-names", run_small_names, {0}},
    {"abandon-many", run_abandon_many, {0}},
    {"close-asked", run_close_asked, {0}},
    {"close-asked-shuffled", run_close_asked, {.reorder = 3}},
    {"two-sessions", run_two_sessions, {0}},
    {"shutdown-first", run_shutdown_first, {0}},
    {"rekey-asked", run_rekey_asked, {0}},
    {NULL, NULL, {0}},
};
