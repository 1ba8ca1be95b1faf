/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Clients that use all of SFTP, for servers that break its rules; and each kind of
 * answer to each kind of request. */
#include "evil.h"

#include <stdio.h>

static int up(struct flow *f)
{
    struct evil *e = (struct evil *)f;

    FLOW_PTR(f, f->sftp, libssh2_sftp_init(f->session));
    e->chan = &f->peer->chan[0];
    evil_now(e);
    return 0;
}

/* Make a file of 50,000 bytes on the server's side, and open it. */
static int open_file(struct flow *f, unsigned long flags)
{
    static const uint8_t data[50000];
    int rc = up(f);

    if (rc)
        return rc;
    pfs_write(pfs_make(f->peer->fs, "/file", 0100644), 0, data, sizeof(data));
    FLOW_PTR(f, f->handle[0], libssh2_sftp_open(f->sftp, "/file", flags, 0644));
    return 0;
}

/* Closed is closed, whatever the answer. */
static int shut(struct flow *f)
{
    LIBSSH2_SFTP_HANDLE *h = f->handle[0];
    int rc, turn = 0;

    while ((rc = libssh2_sftp_close(h)) == LIBSSH2_ERROR_EAGAIN &&
           !(turn = flow_turn(f)))
        ;
    if (turn)
        return turn;
    f->handle[0] = NULL;
    return rc ? flow_failed(f, rc) : 0;
}

static int alive(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    int rc;

    FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, "/home", &a));
    return 0;
}

static int read_some(struct flow *f)
{
    char buf[6000];
    size_t got = 0;
    ssize_t n;

    do {
        FLOW_CALL(f, n, libssh2_sftp_read(f->handle[0], buf, sizeof(buf)));
        got += (size_t)n;
    } while (n > 0 && got < 100000);
    return 0;
}

int evil_read(struct flow *f)
{
    int rc = open_file(f, LIBSSH2_FXF_READ);

    if (!rc)
        rc = read_some(f);
    if (!rc)
        rc = shut(f);
    return rc ? rc : alive(f);
}

/* Asks, does not wait, closes. */
int evil_read_close(struct flow *f)
{
    char buf[100];
    ssize_t n;
    int rc = open_file(f, LIBSSH2_FXF_READ);

    if (rc)
        return rc;
    n = libssh2_sftp_read(f->handle[0], buf, sizeof(buf));
    FLOW_OK(f, n == LIBSSH2_ERROR_EAGAIN);
    rc = shut(f);
    return rc ? rc : alive(f);
}

int evil_write(struct flow *f)
{
    static const char data[50000];
    size_t done = 0;
    ssize_t n;
    int rc = open_file(f, LIBSSH2_FXF_WRITE);

    if (rc)
        return rc;
    while (done < sizeof(data)) {
        FLOW_CALL(f, n,
                  libssh2_sftp_write(f->handle[0], data + done, sizeof(data) - done));
        done += (size_t)n;
    }
    rc = shut(f);
    return rc ? rc : alive(f);
}

static int list_some(struct flow *f)
{
    char name[300];
    int rc, i = 0;

    do {
        FLOW_CALL(f, rc, libssh2_sftp_readdir(f->handle[0], name, sizeof(name), NULL));
    } while (rc > 0 && ++i < 20000);
    return 0;
}

int evil_list(struct flow *f)
{
    int rc = up(f);

    if (rc)
        return rc;
    FLOW_PTR(f, f->handle[0], libssh2_sftp_opendir(f->sftp, "/"));
    rc = list_some(f);
    if (!rc)
        rc = shut(f);
    return rc ? rc : alive(f);
}

int evil_path(struct flow *f)
{
    char buf[300];
    int rc = up(f);

    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_sftp_realpath(f->sftp, ".", buf, sizeof(buf)));
    return alive(f);
}

int evil_vfs(struct flow *f)
{
    LIBSSH2_SFTP_STATVFS st;
    int rc = up(f);

    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_sftp_statvfs(f->sftp, "/", 1, &st));
    return alive(f);
}

/* --- All of it
 * ----------------------------------------------------------------------------- */

static int tour_paths(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    LIBSSH2_SFTP_STATVFS st;
    char buf[300];
    int rc;

    memset(&a, 0, sizeof(a));
    FLOW_CALL(f, rc, libssh2_sftp_mkdir(f->sftp, "/d", 0755));
    FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, "/d", &a));
    a.flags = LIBSSH2_SFTP_ATTR_PERMISSIONS;
    FLOW_CALL(f, rc, libssh2_sftp_setstat(f->sftp, "/d", &a));
    FLOW_CALL(f, rc, libssh2_sftp_lstat(f->sftp, "/d", &a));
    FLOW_CALL(f, rc, libssh2_sftp_rename(f->sftp, "/d", "/e"));
    FLOW_CALL(f, rc, libssh2_sftp_symlink(f->sftp, "/e", "/link"));
    FLOW_CALL(f, rc, libssh2_sftp_readlink(f->sftp, "/link", buf, sizeof(buf)));
    FLOW_CALL(f, rc, libssh2_sftp_realpath(f->sftp, ".", buf, sizeof(buf)));
    FLOW_CALL(f, rc, libssh2_sftp_statvfs(f->sftp, "/", 1, &st));
    FLOW_CALL(f, rc, libssh2_sftp_unlink(f->sftp, "/link"));
    FLOW_CALL(f, rc, libssh2_sftp_rmdir(f->sftp, "/e"));
    return 0;
}

static int tour_file(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    ssize_t n;
    int rc;

    FLOW_PTR(f, f->handle[0],
             libssh2_sftp_open(f->sftp, "/new",
                               LIBSSH2_FXF_READ | LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT,
                               0644));
    FLOW_CALL(f, n, libssh2_sftp_write(f->handle[0], "text", 4));
    FLOW_CALL(f, rc, libssh2_sftp_fsync(f->handle[0]));
    FLOW_CALL(f, rc, libssh2_sftp_fstat(f->handle[0], &a));
    FLOW_CALL(f, rc, libssh2_sftp_fsetstat(f->handle[0], &a));
    libssh2_sftp_seek64(f->handle[0], 0);
    rc = read_some(f);
    return rc ? rc : shut(f);
}

int evil_tour(struct flow *f)
{
    int rc = up(f);

    if (!rc)
        rc = tour_paths(f);
    if (!rc)
        rc = tour_file(f);
    if (rc)
        return rc;
    FLOW_PTR(f, f->handle[0], libssh2_sftp_opendir(f->sftp, "/"));
    rc = list_some(f);
    return rc ? rc : shut(f);
}

/* --- Each answer to each request
 * ------------------------------------------------------------ */

enum answer {
    ANSWER_STATUS,
    ANSWER_HANDLE,
    ANSWER_DATA,
    ANSWER_NAME,
    ANSWER_ATTRS,
    ANSWER_EXTENDED,
    ANSWER_NEVER_THE_RIGHT_ONE,
    ANSWER_END = ANSWER_NEVER_THE_RIGHT_ONE,
    ANSWER_DENIED,
    ANSWER_VERSION,
    ANSWER_UNKNOWN,
    ANSWER_NOTHING,
    ANSWERS
};

static const struct {
    uint8_t type;
    enum answer right;
    const char *name;
} requests[] = {
    {3, ANSWER_HANDLE, "OPEN"},        {4, ANSWER_STATUS, "CLOSE"},
    {5, ANSWER_DATA, "READ"},          {6, ANSWER_STATUS, "WRITE"},
    {7, ANSWER_ATTRS, "LSTAT"},        {8, ANSWER_ATTRS, "FSTAT"},
    {9, ANSWER_STATUS, "SETSTAT"},     {10, ANSWER_STATUS, "FSETSTAT"},
    {11, ANSWER_HANDLE, "OPENDIR"},    {12, ANSWER_NAME, "READDIR"},
    {13, ANSWER_STATUS, "REMOVE"},     {14, ANSWER_STATUS, "MKDIR"},
    {15, ANSWER_STATUS, "RMDIR"},      {16, ANSWER_NAME, "REALPATH"},
    {17, ANSWER_ATTRS, "STAT"},        {18, ANSWER_STATUS, "RENAME"},
    {19, ANSWER_NAME, "READLINK"},     {20, ANSWER_STATUS, "SYMLINK"},
    {200, ANSWER_EXTENDED, "statvfs"},
};

static bool answer(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)r;
    if (type != requests[e->c.arg / ANSWERS].type)
        return false;
    switch ((enum answer)(e->c.arg % ANSWERS)) {
    case ANSWER_STATUS:
        evil_fxp(e, "buuss", 101, id, (uint32_t)0, "fine", "");
        break;
    case ANSWER_END:
        evil_fxp(e, "buuss", 101, id, (uint32_t)1, "", "");
        break;
    case ANSWER_DENIED:
        evil_fxp(e, "buuss", 101, id, (uint32_t)3, "", "");
        break;
    case ANSWER_HANDLE:
        evil_fxp(e, "bus", 102, id, "hand");
        break;
    case ANSWER_DATA:
        evil_fxp(e, "bus", 103, id, "data");
        break;
    case ANSWER_NAME:
        evil_fxp(e, "buussu", 104, id, (uint32_t)1, "name", "long name", (uint32_t)0);
        break;
    case ANSWER_ATTRS:
        evil_fxp(e, "buu", 105, id, (uint32_t)0);
        break;
    case ANSWER_EXTENDED:
        evil_fxp(e, "bur", 201, id, (size_t)88);
        break;
    case ANSWER_VERSION:
        evil_fxp(e, "bu", 2, id);
        break;
    case ANSWER_UNKNOWN:
        evil_fxp(e, "bu", 150, id);
        break;
    default:
        break;
    }
    return true;
}

static enum evil_expect expected(uint8_t type, enum answer right, enum answer is)
{
    if (is == right)
        return EVIL_ANY; /* right in form; what follows may not fit */
    if (is == ANSWER_NOTHING)
        return EVIL_WAITS;
    if (is == ANSWER_STATUS && right == ANSWER_HANDLE)
        return EVIL_WAITS; /* some servers send this first */
    if (is == ANSWER_END && (type == 5 || type == 12))
        return EVIL_LIVES;
    return EVIL_DIES;
}

void evil_replies(const struct evil_run *run)
{
    static const char *const names[] = {"STATUS",  "HANDLE",        "DATA",   "NAME",
                                        "ATTRS",   "EXTENDED",      "END",    "DENIED",
                                        "VERSION", "no known type", "nothing"};
    struct evil_case c;
    char name[80];
    size_t i;
    int a;

    for (i = 0; i < S2_COUNT(requests); i++) {
        for (a = 0; a < ANSWERS; a++) {
            memset(&c, 0, sizeof(c));
            snprintf(name, sizeof(name), "SFTP %s answered by %s", requests[i].name,
                     names[a]);
            c.name = name;
            c.phase = EVIL_SFTP;
            c.client = evil_tour;
            c.on_fxp = answer;
            c.arg = (int64_t)i * ANSWERS + a;
            c.expect = expected(requests[i].type, requests[i].right, (enum answer)a);
            evil_one(run, &c);
        }
    }
}
