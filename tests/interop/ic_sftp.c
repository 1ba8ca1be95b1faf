/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: each SFTP call, on success and on failure, against an OpenSSH server
 * (the status codes expected are the ones that it gives). run.py runs each case in
 * blocking and in non-blocking mode in an empty folder, ic->dir. */

#include "ic_common.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLEN(text) (unsigned int)strlen(text)

enum { WRITE_NEW = LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC };

/* The open must fail with this status. */
static void expect_open_status(struct ic *ic, const char *path, unsigned long flags,
                               int type, unsigned long status, int line)
{
    LIBSSH2_SFTP_HANDLE *h;

    IC_PTR(ic, h, libssh2_sftp_open_ex(ic->sftp, path, SLEN(path), flags, 0644, type));
    if (h)
        ic_fail(ic, "line %d: open %s did not fail", line, path);
    ic_expect_status(ic, libssh2_session_last_errno(ic->session), status, path, line);
}

static LIBSSH2_SFTP_ATTRIBUTES stat_of(struct ic *ic, const char *path, int type)
{
    LIBSSH2_SFTP_ATTRIBUTES a;

    memset(&a, 0xff, sizeof(a));
    IC_CALL(ic, 0, libssh2_sftp_stat_ex(ic->sftp, path, SLEN(path), type, &a));
    return a;
}

/* ---- opening ---- */

static void open_failures(struct ic *ic)
{
    ic_sftp(ic);
    expect_open_status(ic, ic_path(ic, "missing"), LIBSSH2_FXF_READ,
                       LIBSSH2_SFTP_OPENFILE, LIBSSH2_FX_NO_SUCH_FILE, __LINE__);
    expect_open_status(ic, ic_path(ic, "no/such/dir/file"), WRITE_NEW,
                       LIBSSH2_SFTP_OPENFILE, LIBSSH2_FX_NO_SUCH_FILE, __LINE__);
    expect_open_status(ic, ic_path(ic, "missing"), 0, LIBSSH2_SFTP_OPENDIR,
                       LIBSSH2_FX_NO_SUCH_FILE, __LINE__);
    expect_open_status(ic, ic->dir, WRITE_NEW, LIBSSH2_SFTP_OPENFILE,
                       LIBSSH2_FX_FAILURE, __LINE__);
    /* A success afterwards clears the status. */
    ic_close_handle(ic, ic_opendir(ic, ic->dir));
    IC_EQ(ic, libssh2_sftp_last_error(ic->sftp), LIBSSH2_FX_OK);
}

static void open_exclusive(struct ic *ic)
{
    const unsigned long flags =
        LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_EXCL;

    ic_sftp(ic);
    ic_close_handle(ic, ic_open(ic, ic_path(ic, "f"), flags));
    expect_open_status(ic, ic_path(ic, "f"), flags, LIBSSH2_SFTP_OPENFILE,
                       LIBSSH2_FX_FAILURE, __LINE__);
}

static void open_mode(struct ic *ic)
{
    const char *path = ic_path(ic, "f");
    LIBSSH2_SFTP_HANDLE *h;

    ic_sftp(ic);
    IC_PTR(ic, h, libssh2_sftp_open(ic->sftp, path, WRITE_NEW, 0600));
    IC_OK(ic, h);
    ic_close_handle(ic, h);
    IC_EQ(ic, stat_of(ic, path, LIBSSH2_SFTP_STAT).permissions & 07777, 0600);
}

static void open_attributes(struct ic *ic)
{
    const char *path = ic_path(ic, "f");
    LIBSSH2_SFTP_ATTRIBUTES a;
    LIBSSH2_SFTP_HANDLE *h;

    ic_sftp(ic);
    memset(&a, 0, sizeof(a));
    a.flags = LIBSSH2_SFTP_ATTR_PERMISSIONS;
    a.permissions = 0640;
    IC_PTR(ic, h, libssh2_sftp_open_r(ic->sftp, path, WRITE_NEW, 0640, &a));
    IC_OK(ic, h);
    ic_close_handle(ic, h);
    IC_EQ(ic, stat_of(ic, path, LIBSSH2_SFTP_STAT).permissions & 07777, 0640);
}

static void truncate_existing(struct ic *ic)
{
    const char *path = ic_path(ic, "f");

    ic_sftp(ic);
    ic_make_file(ic, path, 1, 5000);
    ic_make_file(ic, path, 2, 300);
    ic_expect_file(ic, path, 2, 300);
}

/* Names are bytes: spaces, quotes, UTF-8, bytes that are not, and the longest one. */
static void odd_names(struct ic *ic)
{
    static const char *const names[] = {
        " ",        "a b", "'\"`$(x)*?", "\xc3\xa4\xe2\x82\xac",
        "\xff\xfe", "-rf", "new\nline"};
    char longest[256];
    size_t i;

    ic_sftp(ic);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        ic_make_file(ic, ic_path(ic, names[i]), (uint32_t)i, 10);
        ic_expect_file(ic, ic_path(ic, names[i]), (uint32_t)i, 10);
        IC_CALL(ic, 0, libssh2_sftp_unlink(ic->sftp, ic_path(ic, names[i])));
    }
    memset(longest, 'x', 255);
    longest[255] = '\0';
    ic_make_file(ic, ic_path(ic, longest), 1, 10);
    ic_expect_file(ic, ic_path(ic, longest), 1, 10);
}

/* The length argument counts; the name need not end there. */
static void name_without_end(struct ic *ic)
{
    char path[600];
    LIBSSH2_SFTP_HANDLE *h;
    size_t n;

    ic_sftp(ic);
    n = strlen(strcpy(path, ic_path(ic, "name")));
    strcat(path, "GARBAGE");
    IC_PTR(ic, h,
           libssh2_sftp_open_ex(ic->sftp, path, (unsigned)n, WRITE_NEW, 0644,
                                LIBSSH2_SFTP_OPENFILE));
    IC_OK(ic, h);
    ic_close_handle(ic, h);
    stat_of(ic, ic_path(ic, "name"), LIBSSH2_SFTP_STAT);
}

static void hundred_handles(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h[100];
    char name[16];
    int i;

    ic_sftp(ic);
    for (i = 0; i < 100; i++) {
        snprintf(name, sizeof(name), "f%d", i);
        h[i] = ic_open(ic, ic_path(ic, name), WRITE_NEW);
        ic_write(ic, h[i], name, strlen(name));
    }
    for (i = 99; i >= 0; i--)
        ic_close_handle(ic, h[i]);
    IC_EQ(ic, stat_of(ic, ic_path(ic, "f42"), LIBSSH2_SFTP_STAT).filesize, 3);
}

/* ---- attributes ---- */

static void stat_calls(struct ic *ic)
{
    const char *f = ic_path(ic, "f"), *l = ic_path(ic, "l");
    LIBSSH2_SFTP_ATTRIBUTES a;

    ic_sftp(ic);
    ic_make_file(ic, f, 1, 12345);
    IC_CALL(ic, 0, libssh2_sftp_symlink(ic->sftp, f, (char *)l));
    a = stat_of(ic, f, LIBSSH2_SFTP_STAT);
    IC_EQ(ic,
          a.flags & (LIBSSH2_SFTP_ATTR_SIZE | LIBSSH2_SFTP_ATTR_UIDGID |
                     LIBSSH2_SFTP_ATTR_PERMISSIONS | LIBSSH2_SFTP_ATTR_ACMODTIME),
          15);
    IC_EQ(ic, a.filesize, 12345);
    IC_OK(ic, LIBSSH2_SFTP_S_ISREG(a.permissions));
    IC_OK(ic, a.mtime > 1600000000);
    IC_EQ(ic, stat_of(ic, l, LIBSSH2_SFTP_STAT).filesize, 12345);
    IC_OK(ic, LIBSSH2_SFTP_S_ISLNK(stat_of(ic, l, LIBSSH2_SFTP_LSTAT).permissions));
    IC_OK(ic,
          LIBSSH2_SFTP_S_ISDIR(stat_of(ic, ic->dir, LIBSSH2_SFTP_STAT).permissions));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE,
              libssh2_sftp_stat(ic->sftp, ic_path(ic, "missing"), &a));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE,
              libssh2_sftp_lstat(ic->sftp, ic_path(ic, "missing"), &a));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE,
              libssh2_sftp_stat(ic->sftp, ic_path(ic, "f/below"), &a));
    stat_of(ic, f, LIBSSH2_SFTP_STAT);
    IC_EQ(ic, libssh2_sftp_last_error(ic->sftp), LIBSSH2_FX_OK);
}

static void setstat_calls(struct ic *ic)
{
    const char *f = ic_path(ic, "f");
    LIBSSH2_SFTP_ATTRIBUTES a;

    ic_sftp(ic);
    ic_make_file(ic, f, 1, 1000);
    memset(&a, 0, sizeof(a));
    a.flags = LIBSSH2_SFTP_ATTR_PERMISSIONS | LIBSSH2_SFTP_ATTR_ACMODTIME |
              LIBSSH2_SFTP_ATTR_SIZE;
    a.permissions = 0604;
    a.atime = 1000000001;
    a.mtime = 1000000002;
    a.filesize = 400;
    IC_CALL(ic, 0, libssh2_sftp_setstat(ic->sftp, f, &a));
    IC_EQ(ic, a.flags, 0); /* documented: zeroed afterwards */
    a = stat_of(ic, f, LIBSSH2_SFTP_STAT);
    IC_EQ(ic, a.permissions & 07777, 0604);
    IC_EQ(ic, a.mtime, 1000000002);
    IC_EQ(ic, a.filesize, 400);
    memset(&a, 0, sizeof(a));
    a.flags = LIBSSH2_SFTP_ATTR_PERMISSIONS;
    a.permissions = 0600;
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE,
              libssh2_sftp_setstat(ic->sftp, ic_path(ic, "missing"), &a));
}

static void fstat_calls(struct ic *ic)
{
    const char *f = ic_path(ic, "f");
    LIBSSH2_SFTP_HANDLE *h;
    LIBSSH2_SFTP_ATTRIBUTES a;

    ic_sftp(ic);
    ic_make_file(ic, f, 1, 777);
    h = ic_open(ic, f, LIBSSH2_FXF_READ | LIBSSH2_FXF_WRITE);
    memset(&a, 0, sizeof(a));
    IC_CALL(ic, 0, libssh2_sftp_fstat(h, &a));
    IC_EQ(ic, a.filesize, 777);
    memset(&a, 0, sizeof(a));
    a.flags = LIBSSH2_SFTP_ATTR_SIZE;
    a.filesize = 5000000000;
    IC_CALL(ic, 0, libssh2_sftp_fsetstat(h, &a));
    memset(&a, 0, sizeof(a));
    IC_CALL(ic, 0, libssh2_sftp_fstat(h, &a));
    IC_EQ(ic, a.filesize, 5000000000); /* needs 64 bits */
    ic_close_handle(ic, h);
}

static void statvfs_calls(struct ic *ic)
{
    LIBSSH2_SFTP_STATVFS v;
    LIBSSH2_SFTP_HANDLE *h;
    const char *missing = ic_path(ic, "missing");

    ic_sftp(ic);
    memset(&v, 0, sizeof(v));
    IC_CALL(ic, 0, libssh2_sftp_statvfs(ic->sftp, ic->dir, strlen(ic->dir), &v));
    IC_OK(ic, v.f_bsize > 0 && v.f_blocks > 0 && v.f_namemax >= 255);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    memset(&v, 0, sizeof(v));
    IC_CALL(ic, 0, libssh2_sftp_fstatvfs(h, &v));
    IC_OK(ic, v.f_bsize > 0 && v.f_blocks > 0 && v.f_namemax >= 255);
    ic_close_handle(ic, h);
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE,
              libssh2_sftp_statvfs(ic->sftp, missing, strlen(missing), &v));
}

/* ---- names and folders ---- */

static void mkdir_rmdir(struct ic *ic)
{
    const char *d = ic_path(ic, "d");

    ic_sftp(ic);
    IC_CALL(ic, 0, libssh2_sftp_mkdir(ic->sftp, d, 0700));
    IC_EQ(ic, stat_of(ic, d, LIBSSH2_SFTP_STAT).permissions & 07777, 0700);
    IC_STATUS(ic, LIBSSH2_FX_FAILURE, libssh2_sftp_mkdir(ic->sftp, d, 0700));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE,
              libssh2_sftp_mkdir(ic->sftp, ic_path(ic, "no/d"), 0700));
    IC_CALL(
        ic, 0,
        libssh2_sftp_mkdir(ic->sftp, ic_path(ic, "d/e"), LIBSSH2_SFTP_DEFAULT_MODE));
    IC_STATUS(ic, LIBSSH2_FX_FAILURE, libssh2_sftp_rmdir(ic->sftp, d));
    IC_CALL(ic, 0, libssh2_sftp_rmdir(ic->sftp, ic_path(ic, "d/e")));
    IC_CALL(ic, 0, libssh2_sftp_rmdir(ic->sftp, d));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE, libssh2_sftp_rmdir(ic->sftp, d));
}

static void unlink_calls(struct ic *ic)
{
    const char *f = ic_path(ic, "f");

    ic_sftp(ic);
    ic_make_file(ic, f, 1, 1);
    IC_CALL(ic, 0, libssh2_sftp_unlink(ic->sftp, f));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE, libssh2_sftp_unlink(ic->sftp, f));
    IC_CALL(ic, 0, libssh2_sftp_mkdir(ic->sftp, f, 0700));
    IC_STATUS(ic, LIBSSH2_FX_FAILURE, libssh2_sftp_unlink(ic->sftp, f));
}

static void rename_calls(struct ic *ic)
{
    const char *a = ic_path(ic, "a"), *b = ic_path(ic, "b"), *c = ic_path(ic, "c");
    LIBSSH2_SFTP_ATTRIBUTES attrs;

    ic_sftp(ic);
    ic_make_file(ic, a, 1, 10);
    IC_CALL(ic, 0, libssh2_sftp_rename(ic->sftp, a, b));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE, libssh2_sftp_stat(ic->sftp, a, &attrs));
    ic_expect_file(ic, b, 1, 10);
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE, libssh2_sftp_rename(ic->sftp, a, c));
    ic_make_file(ic, c, 2, 20);
    IC_STATUS(ic, LIBSSH2_FX_FAILURE, libssh2_sftp_rename(ic->sftp, b, c));
    ic_expect_file(ic, c, 2, 20);
}

static void posix_rename_calls(struct ic *ic)
{
    const char *a = ic_path(ic, "a"), *b = ic_path(ic, "b");

    ic_sftp(ic);
    ic_make_file(ic, a, 1, 10);
    ic_make_file(ic, b, 2, 20);
    IC_CALL(ic, 0, libssh2_sftp_posix_rename(ic->sftp, a, b));
    ic_expect_file(ic, b, 1, 10);
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE, libssh2_sftp_posix_rename(ic->sftp, a, b));
}

static void symlink_readlink(struct ic *ic)
{
    const char *l = ic_path(ic, "l");
    char target[64];

    ic_sftp(ic);
    /* The order of the two paths is OpenSSH's: target of the link, then its name. */
    IC_CALL(ic, 0, libssh2_sftp_symlink(ic->sftp, "some/target", (char *)l));
    memset(target, 'Z', sizeof(target));
    IC_CALL(ic, 11, libssh2_sftp_readlink(ic->sftp, l, target, sizeof(target)));
    IC_OK(ic, strcmp(target, "some/target") == 0);
    IC_CALL(ic, 11, libssh2_sftp_readlink(ic->sftp, l, target, 12));
    IC_CALL(ic, LIBSSH2_ERROR_BUFFER_TOO_SMALL,
            libssh2_sftp_readlink(ic->sftp, l, target, 11));
    IC_STATUS(ic, LIBSSH2_FX_NO_SUCH_FILE,
              libssh2_sftp_readlink(ic->sftp, ic_path(ic, "missing"), target,
                                    sizeof(target)));
    IC_STATUS(ic, LIBSSH2_FX_FAILURE, libssh2_sftp_symlink(ic->sftp, "x", (char *)l));
}

static void realpath_calls(struct ic *ic)
{
    char home[512], path[512];
    const char *odd = ic_path(ic, "../././x");
    int n;

    ic_sftp(ic);
    IC_RC(ic, n, libssh2_sftp_realpath(ic->sftp, ".", home, sizeof(home)));
    IC_OK(ic, n > 0 && home[0] == '/' && strlen(home) == (size_t)n);
    IC_RC(ic, n, libssh2_sftp_realpath(ic->sftp, odd, path, sizeof(path)));
    IC_OK(ic, n > 0 && !strstr(path, ".."));
    IC_CALL(ic, LIBSSH2_ERROR_BUFFER_TOO_SMALL,
            libssh2_sftp_realpath(ic->sftp, ".", home, 2));
    IC_STATUS(
        ic, LIBSSH2_FX_NO_SUCH_FILE,
        libssh2_sftp_realpath(ic->sftp, ic_path(ic, "no/such/x"), path, sizeof(path)));
}

/* ---- directories ---- */

static void readdir_small(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *d;
    LIBSSH2_SFTP_ATTRIBUTES a;
    char name[256], line[512];
    int n, seen = 0;

    ic_sftp(ic);
    ic_make_file(ic, ic_path(ic, "one"), 1, 111);
    ic_make_file(ic, ic_path(ic, "second"), 1, 222);
    d = ic_opendir(ic, ic->dir);
    for (;;) {
        memset(name, 'Z', sizeof(name));
        memset(line, 'Z', sizeof(line));
        IC_RC(ic, n,
              libssh2_sftp_readdir_ex(d, name, sizeof(name), line, sizeof(line), &a));
        if (n <= 0)
            break;
        IC_EQ(ic, strlen(name), n);
        IC_OK(ic, memchr(line, 0, sizeof(line)) && strstr(line, name));
        if (strcmp(name, "one") == 0) {
            IC_EQ(ic, a.filesize, 111);
            seen |= 1;
        } else if (strcmp(name, "second") == 0) {
            IC_EQ(ic, a.filesize, 222);
            seen |= 2;
        } else if (strcmp(name, ".") == 0) {
            seen |= 4;
        } else if (strcmp(name, "..") == 0) {
            seen |= 8;
        } else {
            ic_fail(ic, "unexpected name %s", name);
        }
    }
    IC_EQ(ic, n, 0);
    IC_EQ(ic, seen, 15);
    IC_CALL(ic, 0,
            libssh2_sftp_readdir(d, name, sizeof(name), NULL)); /* again the end */
    ic_close_handle(ic, d);
}

/* An entry that does not fit is kept for a call with a larger buffer. */
static void readdir_buffer(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *d;
    LIBSSH2_SFTP_ATTRIBUTES a;
    char name[256], line[512];
    int n, small = 0, found = 0;

    ic_sftp(ic);
    ic_make_file(ic, ic_path(ic, "a-rather-long-name"), 1, 1);
    d = ic_opendir(ic, ic->dir);
    for (;;) {
        IC_RC(ic, n, libssh2_sftp_readdir_ex(d, name, 18, line, sizeof(line), &a));
        if (n == LIBSSH2_ERROR_BUFFER_TOO_SMALL) {
            small++;
            IC_RC(ic, n, libssh2_sftp_readdir_ex(d, name, 19, line, 4, &a));
            IC_EQ(ic, n, LIBSSH2_ERROR_BUFFER_TOO_SMALL); /* the long line neither */
            IC_RC(ic, n, libssh2_sftp_readdir_ex(d, name, 19, NULL, 0, &a));
            IC_EQ(ic, n, 18);
            found += strcmp(name, "a-rather-long-name") == 0;
        }
        if (n <= 0)
            break;
    }
    IC_EQ(ic, n, 0);
    IC_EQ(ic, small, 1);
    IC_EQ(ic, found, 1);
    ic_close_handle(ic, d);
}

/* --arg N names "entry-00000".. in the folder: each seen once. */
static void readdir_many(struct ic *ic)
{
    int count = atoi(ic->arg ? ic->arg : "0"), others = 0, i, n;
    char *seen = (char *)calloc(1, (size_t)count + 1);
    LIBSSH2_SFTP_HANDLE *d;
    LIBSSH2_SFTP_ATTRIBUTES a;
    char name[1024], line[1024];

    ic_sftp(ic);
    IC_OK(ic, seen);
    d = ic_opendir(ic, ic->dir);
    for (;;) {
        IC_RC(ic, n,
              libssh2_sftp_readdir_ex(d, name, sizeof(name), line, sizeof(line), &a));
        if (n <= 0)
            break;
        if (strncmp(name, "entry-", 6) != 0) {
            others++;
            continue;
        }
        i = atoi(name + 6);
        IC_OK(ic, i >= 0 && i < count && !seen[i]);
        seen[i] = 1;
    }
    IC_EQ(ic, n, 0);
    IC_EQ(ic, others, 2);
    for (i = 0; i < count; i++)
        IC_OK(ic, seen[i]);
    ic_close_handle(ic, d);
    free(seen);
}

/* ---- reading and positions ---- */

static void read_sizes(struct ic *ic)
{
    static const size_t sizes[] = {1, 7, 4096, 32768, 32769, 100001, 1 << 20};
    const char *f = ic_path(ic, "f");
    char *p = (char *)malloc(1 << 20);
    size_t i;

    ic_sftp(ic);
    IC_OK(ic, p);
    ic_make_file(ic, f, 5, 3000000);
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        LIBSSH2_SFTP_HANDLE *h = ic_open(ic, f, LIBSSH2_FXF_READ);
        size_t end = sizes[i] < 100 ? 500 * sizes[i] : 3000000, at = 0;

        while (at < end) {
            ssize_t n;

            IC_RC(ic, n, libssh2_sftp_read(h, p, sizes[i]));
            IC_OK(ic, n > 0 && (size_t)n <= sizes[i]);
            ic_expect_bytes(ic, p, (size_t)n, 5, at);
            at += (size_t)n;
            IC_EQ(ic, libssh2_sftp_tell64(h), at);
        }
        ic_close_handle(ic, h); /* sometimes with data read ahead */
    }
    free(p);
}

static void read_at_end(struct ic *ic)
{
    const char *f = ic_path(ic, "f");
    LIBSSH2_SFTP_HANDLE *h;
    char p[100];
    int i;

    ic_sftp(ic);
    ic_make_file(ic, f, 1, 10);
    h = ic_open(ic, f, LIBSSH2_FXF_READ);
    IC_CALL(ic, 0, libssh2_sftp_read(h, p, 0)); /* nothing asked, nothing given */
    IC_CALL(ic, 10, libssh2_sftp_read(h, p, sizeof(p)));
    for (i = 0; i < 5; i++)
        IC_CALL(ic, 0, libssh2_sftp_read(h, p, sizeof(p)));
    IC_CALL(ic, 0, libssh2_sftp_read(h, p, 0));
    libssh2_sftp_seek64(h, 4);
    IC_CALL(ic, 6, libssh2_sftp_read(h, p, sizeof(p)));
    ic_expect_bytes(ic, p, 6, 1, 4);
    IC_CALL(ic, 0, libssh2_sftp_read(h, p, sizeof(p)));
    ic_close_handle(ic, h);
    h = ic_open(ic, ic_path(ic, "empty"), WRITE_NEW | LIBSSH2_FXF_READ);
    IC_CALL(ic, 0, libssh2_sftp_read(h, p, sizeof(p)));
    ic_close_handle(ic, h);
}

static void seek_and_tell(struct ic *ic)
{
    static const uint64_t offsets[] = {999999, 0, 500000, 32768, 32767, 1, 700000, 0};
    const char *f = ic_path(ic, "f");
    LIBSSH2_SFTP_HANDLE *h;
    char p[1000];
    size_t i;
    ssize_t n;

    ic_sftp(ic);
    ic_make_file(ic, f, 9, 1000000);
    h = ic_open(ic, f, LIBSSH2_FXF_READ);
    for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        libssh2_sftp_seek64(h, offsets[i]);
        IC_EQ(ic, libssh2_sftp_tell64(h), offsets[i]);
        IC_RC(ic, n, libssh2_sftp_read(h, p, sizeof(p)));
        IC_OK(ic, n > 0);
        ic_expect_bytes(ic, p, (size_t)n, 9, offsets[i]);
        IC_EQ(ic, libssh2_sftp_tell64(h), offsets[i] + (uint64_t)n);
    }
    libssh2_sftp_seek64(h, 2000000);
    IC_CALL(ic, 0, libssh2_sftp_read(h, p, sizeof(p)));
    libssh2_sftp_rewind(h);
    IC_EQ(ic, libssh2_sftp_tell64(h), 0);
    IC_RC(ic, n, libssh2_sftp_read(h, p, sizeof(p)));
    IC_OK(ic, n > 0);
    ic_expect_bytes(ic, p, (size_t)n, 9, 0);
    ic_close_handle(ic, h);
}

static void write_beyond_4_gib(struct ic *ic)
{
    const char *f = ic_path(ic, "sparse");
    const uint64_t at = 5ull << 30;
    LIBSSH2_SFTP_HANDLE *h;
    char p[8];

    ic_sftp(ic);
    h = ic_open(ic, f, WRITE_NEW | LIBSSH2_FXF_READ);
    libssh2_sftp_seek64(h, at);
    ic_write(ic, h, "far", 3);
    IC_EQ(ic, libssh2_sftp_tell64(h), at + 3);
    libssh2_sftp_seek64(h, at - 1);
    IC_CALL(ic, 4, libssh2_sftp_read(h, p, sizeof(p)));
    IC_OK(ic, memcmp(p, "\0far", 4) == 0);
    ic_close_handle(ic, h);
    IC_EQ(ic, stat_of(ic, f, LIBSSH2_SFTP_STAT).filesize, at + 3);
}

static void append(struct ic *ic)
{
    const char *f = ic_path(ic, "f");
    LIBSSH2_SFTP_HANDLE *h;
    char *p = ic_bytes(ic, 3, 100, 50);

    ic_sftp(ic);
    ic_make_file(ic, f, 3, 100);
    h = ic_open(ic, f, LIBSSH2_FXF_WRITE | LIBSSH2_FXF_APPEND);
    ic_write(ic, h, p, 50);
    ic_close_handle(ic, h);
    ic_expect_file(ic, f, 3, 150);
    free(p);
}

static void fsync_call(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h;

    ic_sftp(ic);
    h = ic_open(ic, ic_path(ic, "f"), WRITE_NEW);
    ic_write(ic, h, "abc", 3);
    IC_CALL(ic, 0, libssh2_sftp_fsync(h));
    ic_write(ic, h, "def", 3);
    ic_close_handle(ic, h);
    IC_EQ(ic, stat_of(ic, ic_path(ic, "f"), LIBSSH2_SFTP_STAT).filesize, 6);
}

static void wrong_access_mode(struct ic *ic)
{
    const char *f = ic_path(ic, "f");
    LIBSSH2_SFTP_HANDLE *h;
    char p[10];
    ssize_t n;

    ic_sftp(ic);
    ic_make_file(ic, f, 1, 10);
    h = ic_open(ic, f, LIBSSH2_FXF_WRITE);
    IC_RC(ic, n, libssh2_sftp_read(h, p, sizeof(p)));
    IC_EQ(ic, n, LIBSSH2_ERROR_SFTP_PROTOCOL);
    IC_OK(ic, libssh2_sftp_last_error(ic->sftp) != LIBSSH2_FX_OK);
    ic_close_handle(ic, h);
}

/* The path of --arg is one that our user may not touch. */
static void permission_denied(struct ic *ic)
{
    char path[600];
    LIBSSH2_SFTP_ATTRIBUTES a;

    if (!ic->arg)
        ic_skip("no forbidden folder given");
    ic_sftp(ic);
    snprintf(path, sizeof(path), "%s/x", ic->arg);
    expect_open_status(ic, path, WRITE_NEW, LIBSSH2_SFTP_OPENFILE,
                       LIBSSH2_FX_PERMISSION_DENIED, __LINE__);
    expect_open_status(ic, ic->arg, 0, LIBSSH2_SFTP_OPENDIR,
                       LIBSSH2_FX_PERMISSION_DENIED, __LINE__);
    IC_STATUS(ic, LIBSSH2_FX_PERMISSION_DENIED,
              libssh2_sftp_mkdir(ic->sftp, path, 0700));
    IC_STATUS(ic, LIBSSH2_FX_PERMISSION_DENIED, libssh2_sftp_unlink(ic->sftp, path));
    IC_STATUS(ic, LIBSSH2_FX_PERMISSION_DENIED, libssh2_sftp_stat(ic->sftp, path, &a));
    stat_of(ic, ic->arg, LIBSSH2_SFTP_STAT); /* and go on */
}

/* ---- several things at once ---- */

static void two_sftp_sessions(struct ic *ic)
{
    LIBSSH2_SFTP *first, *second;

    ic_sftp(ic);
    first = ic->sftp;
    IC_PTR(ic, second, libssh2_sftp_init(ic->session));
    IC_OK(ic, second);
    ic_make_file(ic, ic_path(ic, "a"), 1, 100000);
    ic->sftp = second;
    ic_make_file(ic, ic_path(ic, "b"), 2, 100000);
    ic_expect_file(ic, ic_path(ic, "a"), 1, 100000);
    IC_CALL(ic, 0, libssh2_sftp_shutdown(second));
    ic->sftp = first;
    ic_expect_file(ic, ic_path(ic, "b"), 2, 100000);
}

/* Makes the pending one of two opens advance. */
static void advance_open(struct ic *ic, LIBSSH2_SFTP_HANDLE **h, const char *path)
{
    if (*h)
        return;
    *h = libssh2_sftp_open(ic->sftp, path, LIBSSH2_FXF_READ, 0);
    if (!*h)
        IC_EQ(ic, libssh2_session_last_errno(ic->session), LIBSSH2_ERROR_EAGAIN);
}

static void advance_stat(struct ic *ic, int *rc, const char *path,
                         LIBSSH2_SFTP_ATTRIBUTES *a)
{
    if (*rc == LIBSSH2_ERROR_EAGAIN)
        *rc = libssh2_sftp_stat(ic->sftp, path, a);
}

/* Two opens and two stats driven in turn, begun in one order and ended in the other:
 * each gets its own answer. libssh2 has one slot for each kind of call and mixes them
 * up. */
static void interleaved_calls(struct ic *ic)
{
    const char *a = ic_path(ic, "a"), *b = ic_path(ic, "b");
    int round;

    if (!ic->nonblocking)
        ic_skip("non-blocking mode only");
    ic_sftp(ic);
    ic_make_file(ic, a, 1, 1000);
    ic_make_file(ic, b, 2, 2000);
    for (round = 0; round < 20; round++) {
        LIBSSH2_SFTP_HANDLE *ha = NULL, *hb = NULL;
        LIBSSH2_SFTP_ATTRIBUTES sa, sb;
        int ra = LIBSSH2_ERROR_EAGAIN, rb = LIBSSH2_ERROR_EAGAIN;

        advance_open(ic, &ha, a);
        while (!ha || !hb) {
            advance_open(ic, &hb, b);
            advance_open(ic, &ha, a);
            if (!ha && !hb)
                ic_wait(ic);
        }
        IC_CALL(ic, 0, libssh2_sftp_fstat(ha, &sa));
        IC_CALL(ic, 0, libssh2_sftp_fstat(hb, &sb));
        IC_EQ(ic, sa.filesize, 1000);
        IC_EQ(ic, sb.filesize, 2000);
        ic_close_handle(ic, ha);
        ic_close_handle(ic, hb);

        advance_stat(ic, &ra, a, &sa);
        while (ra == LIBSSH2_ERROR_EAGAIN || rb == LIBSSH2_ERROR_EAGAIN) {
            advance_stat(ic, &rb, b, &sb);
            advance_stat(ic, &ra, a, &sa);
            if (ra == LIBSSH2_ERROR_EAGAIN && rb == LIBSSH2_ERROR_EAGAIN)
                ic_wait(ic);
        }
        IC_EQ(ic, ra, 0);
        IC_EQ(ic, rb, 0);
        IC_EQ(ic, sa.filesize, 1000);
        IC_EQ(ic, sb.filesize, 2000);
    }
}

/* Operations begun and never asked for again, then everything is torn down. */
static void abandoned_calls(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h;
    LIBSSH2_SFTP_ATTRIBUTES a;
    char *p, buf[1000];

    if (!ic->nonblocking)
        ic_skip("non-blocking mode only");
    p = ic_bytes(ic, 1, 0, 500000);
    ic_sftp(ic);
    ic_make_file(ic, ic_path(ic, "f"), 1, 500000);
    h = ic_open(ic, ic_path(ic, "f"), LIBSSH2_FXF_READ | LIBSSH2_FXF_WRITE);
    (void)libssh2_sftp_stat(ic->sftp, ic_path(ic, "f"), &a);
    (void)libssh2_sftp_open(ic->sftp, ic_path(ic, "f"), LIBSSH2_FXF_READ, 0);
    (void)libssh2_sftp_mkdir(ic->sftp, ic_path(ic, "d"), 0700);
    (void)libssh2_sftp_read(h, buf, sizeof(buf));
    ic_close_handle(ic, h);
    h = ic_open(ic, ic_path(ic, "g"), WRITE_NEW);
    (void)libssh2_sftp_write(h, p, 500000);
    (void)libssh2_channel_open_session(ic->session);
    /* The session is still good for something else ... */
    ic_expect_file(ic, ic_path(ic, "f"), 1, 500000);
    (void)libssh2_sftp_write(h, p, 500000);
    ic_close_handle(ic, h);
    free(p);
    /* ... and goes down without a trace while these are on their way. */
    (void)libssh2_sftp_unlink(ic->sftp, ic_path(ic, "f"));
    (void)libssh2_sftp_opendir(ic->sftp, ic->dir);
}

/* The session is freed with an open handle, an open directory and SFTP still up. */
static void free_with_open_handles(struct ic *ic)
{
    int rc;

    ic_sftp(ic);
    ic_make_file(ic, ic_path(ic, "f"), 1, 100);
    IC_OK(ic, ic_open(ic, ic_path(ic, "f"), LIBSSH2_FXF_READ));
    IC_OK(ic, ic_opendir(ic, ic->dir));
    IC_RC(ic, rc, libssh2_sftp_shutdown(ic->sftp));
    ic->sftp = NULL;
    IC_RC(ic, rc, libssh2_session_free(ic->session));
    IC_EQ(ic, rc, 0);
    ic->session = NULL;
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {
        {"open_failures", open_failures},
        {"open_exclusive", open_exclusive},
        {"open_mode", open_mode},
        {"open_attributes", open_attributes},
        {"truncate_existing", truncate_existing},
        {"odd_names", odd_names},
        {"name_without_end", name_without_end},
        {"hundred_handles", hundred_handles},
        {"stat_calls", stat_calls},
        {"setstat_calls", setstat_calls},
        {"fstat_calls", fstat_calls},
        {"statvfs_calls", statvfs_calls},
        {"mkdir_rmdir", mkdir_rmdir},
        {"unlink_calls", unlink_calls},
        {"rename_calls", rename_calls},
        {"posix_rename_calls", posix_rename_calls},
        {"symlink_readlink", symlink_readlink},
        {"realpath_calls", realpath_calls},
        {"readdir_small", readdir_small},
        {"readdir_buffer", readdir_buffer},
        {"readdir_many", readdir_many},
        {"read_sizes", read_sizes},
        {"read_at_end", read_at_end},
        {"seek_and_tell", seek_and_tell},
        {"write_beyond_4_gib", write_beyond_4_gib},
        {"append", append},
        {"fsync_call", fsync_call},
        {"wrong_access_mode", wrong_access_mode},
        {"permission_denied", permission_denied},
        {"two_sftp_sessions", two_sftp_sessions},
        {"interleaved_calls", interleaved_calls},
        {"abandoned_calls", abandoned_calls},
        {"free_with_open_handles", free_with_open_handles},
        {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
