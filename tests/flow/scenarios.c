/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What programs do, as scenarios. */
#include "flow.h"

#include <stdio.h>
#include <stdlib.h>

/* --- login --- */

static int run_login(struct flow *f)
{
    int rc = flow_login(f);

    if (rc)
        return rc;
    flow_note(f, libssh2_session_banner_get(f->session), 10);
    flow_note(f, libssh2_hostkey_hash(f->session, LIBSSH2_HOSTKEY_HASH_SHA256), 32);
    return 0;
}

static int run_refused(struct flow *f)
{
    char *list;
    int rc;

    FLOW_CALL(f, rc, libssh2_session_handshake(f->session, f->fds[0]));
    FLOW_PTR(f, list, libssh2_userauth_list(f->session, PEER_USER, 4));
    flow_note(f, list, strlen(list));
    do {
        rc = libssh2_userauth_password(f->session, PEER_USER, "wrong");
    } while (rc == LIBSSH2_ERROR_EAGAIN && !flow_turn(f));
    if (rc != LIBSSH2_ERROR_AUTHENTICATION_FAILED)
        return rc == LIBSSH2_ERROR_EAGAIN ? FLOW_STOP : flow_failed(f, rc);
    FLOW_CALL(f, rc, libssh2_userauth_password(f->session, PEER_USER, PEER_PASSWORD));
    return 0;
}

/* --- exec --- */

static int exec(struct flow *f, const char *command)
{
    LIBSSH2_CHANNEL *c;
    char *signal = NULL;
    int rc;

    FLOW_PTR(f, f->chan[0], libssh2_channel_open_session(f->session));
    c = f->chan[0];
    FLOW_CALL(f, rc, libssh2_channel_exec(c, command));
    rc = flow_read_all(f, c, 0);
    if (!rc)
        rc = flow_read_all(f, c, SSH_EXTENDED_DATA_STDERR);
    if (rc)
        return rc;
    FLOW_OK(f, libssh2_channel_eof(c));
    FLOW_CALL(f, rc, libssh2_channel_close(c));
    flow_note_int(f, libssh2_channel_get_exit_status(c));
    rc = libssh2_channel_get_exit_signal(c, &signal, NULL, NULL, NULL, NULL, NULL);
    if (rc)
        return flow_failed(f, rc);
    if (signal)
        flow_note(f, signal, strlen(signal));
    libssh2_free(f->session, signal);
    f->chan[0] = NULL;
    libssh2_channel_free(c);
    return 0;
}

static int run_exec(struct flow *f)
{
    int rc = flow_login(f);

    if (!rc)
        rc = exec(f, "cat 70000");
    if (!rc)
        rc = exec(f, "err");
    return rc ? rc : exec(f, "kill");
}

/* --- files --- */

#define BIG 150000

static int upload(struct flow *f, size_t n)
{
    static uint8_t data[BIG];
    int rc = flow_sftp(f);

    flow_fill(data, n, 1);
    if (!rc)
        rc = flow_open(f, 0, "/up", FLOW_CREATE);
    if (!rc)
        rc = flow_write_at(f, f->handle[0], data, n, 0);
    if (!rc)
        rc = flow_close(f, 0);
    return rc ? rc : flow_note_file(f, "/up");
}

static int run_upload(struct flow *f)
{
    return upload(f, BIG);
}

static int run_upload_small(struct flow *f)
{
    return upload(f, BIG / 5);
}

static int run_download(struct flow *f)
{
    static uint8_t data[BIG];
    int rc;

    flow_fill(data, sizeof(data), 2);
    flow_put_file(f, "/down", data, sizeof(data));
    rc = flow_sftp(f);
    if (!rc)
        rc = flow_open(f, 0, "/down", LIBSSH2_FXF_READ);
    if (!rc)
        rc = flow_read_file(f, f->handle[0], data, sizeof(data));
    return rc ? rc : flow_close(f, 0);
}

static int run_list(struct flow *f)
{
    char name[200], longname[300], path[64];
    LIBSSH2_SFTP_ATTRIBUTES a;
    int rc, i;

    pfs_make(f->peer->fs, "/dir", 040755);
    for (i = 0; i < 35; i++) {
        snprintf(path, sizeof(path), "/dir/file%d", i);
        flow_put_file(f, path, (const uint8_t *)path, (size_t)i % 17);
    }
    rc = flow_sftp(f);
    if (rc)
        return rc;
    FLOW_PTR(f, f->handle[0], libssh2_sftp_opendir(f->sftp, "/dir"));
    for (i = 0;; i++) {
        FLOW_CALL(f, rc,
                  libssh2_sftp_readdir_ex(f->handle[0], name, sizeof(name), longname,
                                          sizeof(longname), &a));
        if (!rc)
            break;
        FLOW_OK(f, (size_t)rc == strlen(name));
        flow_note(f, name, strlen(name));
        flow_note(f, longname, strlen(longname));
        flow_note_int(f, (long long)a.filesize);
    }
    FLOW_OK(f, i == 35);
    return flow_close(f, 0);
}

/* Two opens under way at once, driven in turn: each caller gets its own file. */
static int run_two_opens(struct flow *f)
{
    static const uint8_t a[] = "the first file", b[] = "another file";
    int rc, turn = 0;

    flow_put_file(f, "/a", a, sizeof(a));
    flow_put_file(f, "/b", b, sizeof(b));
    rc = flow_sftp(f);
    if (rc)
        return rc;
    while ((!f->handle[0] || !f->handle[1]) && !turn) {
        int i;

        for (i = 0; i < 2; i++) {
            if (f->handle[i])
                continue;
            f->handle[i] =
                libssh2_sftp_open(f->sftp, i ? "/b" : "/a", LIBSSH2_FXF_READ, 0);
            rc = libssh2_session_last_errno(f->session);
            if (!f->handle[i] && rc != LIBSSH2_ERROR_EAGAIN)
                return flow_failed(f, rc);
        }
        turn = f->handle[0] && f->handle[1] ? 0 : flow_turn(f);
    }
    if (turn)
        return turn;
    rc = flow_read_file(f, f->handle[1], b, sizeof(b));
    return rc ? rc : flow_read_file(f, f->handle[0], a, sizeof(a));
}

/* Two uploads, one call of each in turn. */
static int run_two_uploads(struct flow *f)
{
    static uint8_t data[2][60000];
    size_t done[2] = {0, 0};
    int rc = flow_sftp(f), turn, i;

    flow_fill(data[0], sizeof(data[0]), 3);
    flow_fill(data[1], sizeof(data[1]), 4);
    if (!rc)
        rc = flow_open(f, 0, "/x", FLOW_CREATE);
    if (!rc)
        rc = flow_open(f, 1, "/y", FLOW_CREATE);
    if (rc)
        return rc;
    while (done[0] < sizeof(data[0]) || done[1] < sizeof(data[1])) {
        bool waiting = true;

        for (i = 0; i < 2; i++) {
            ssize_t w;

            if (done[i] == sizeof(data[i]))
                continue;
            w = libssh2_sftp_write(f->handle[i], (char *)data[i] + done[i],
                                   sizeof(data[i]) - done[i]);
            if (w < 0 && w != LIBSSH2_ERROR_EAGAIN)
                return flow_failed(f, (int)w);
            if (w >= 0) {
                done[i] += (size_t)w;
                waiting = false;
            }
        }
        if (waiting && (turn = flow_turn(f)) != 0)
            return turn;
    }
    rc = flow_close(f, 0);
    if (!rc)
        rc = flow_close(f, 1);
    if (!rc)
        rc = flow_note_file(f, "/x");
    return rc ? rc : flow_note_file(f, "/y");
}

static int run_paths(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    LIBSSH2_SFTP_STATVFS v;
    char buf[200];
    int rc = flow_sftp(f);

    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_sftp_mkdir(f->sftp, "/d", 0755));
    FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, "/d", &a));
    FLOW_OK(f, LIBSSH2_SFTP_S_ISDIR(a.permissions));
    FLOW_CALL(f, rc, libssh2_sftp_symlink(f->sftp, "/d", "/link"));
    FLOW_CALL(f, rc, libssh2_sftp_readlink(f->sftp, "/link", buf, sizeof(buf)));
    FLOW_OK(f, strcmp(buf, "/d") == 0);
    FLOW_CALL(f, rc, libssh2_sftp_realpath(f->sftp, ".", buf, sizeof(buf)));
    flow_note(f, buf, strlen(buf));
    FLOW_CALL(f, rc, libssh2_sftp_rename(f->sftp, "/d", "/e"));
    FLOW_CALL(f, rc, libssh2_sftp_posix_rename(f->sftp, "/e", "/link"));
    FLOW_CALL(f, rc, libssh2_sftp_statvfs(f->sftp, "/", 1, &v));
    flow_note_int(f, (long long)v.f_namemax);
    memset(&a, 0, sizeof(a));
    a.flags = LIBSSH2_SFTP_ATTR_PERMISSIONS;
    a.permissions = 0700;
    FLOW_CALL(f, rc, libssh2_sftp_setstat(f->sftp, "/link", &a));
    FLOW_CALL(f, rc, libssh2_sftp_lstat(f->sftp, "/link", &a));
    flow_note_int(f, (long long)a.permissions);
    FLOW_CALL(f, rc, libssh2_sftp_rmdir(f->sftp, "/link"));
    do {
        rc = libssh2_sftp_stat(f->sftp, "/link", &a);
    } while (rc == LIBSSH2_ERROR_EAGAIN && !(rc = flow_turn(f)) &&
             (rc = LIBSSH2_ERROR_EAGAIN));
    if (rc != LIBSSH2_ERROR_SFTP_PROTOCOL)
        return rc < FLOW_STOP + 1 ? rc : flow_failed(f, rc);
    FLOW_OK(f, libssh2_sftp_last_error(f->sftp) == LIBSSH2_FX_NO_SUCH_FILE);
    return 0;
}

/* The third packet of four fails: what came before is reported, then the failure once.
 */
static int run_write_fails(struct flow *f)
{
    static uint8_t data[120000];
    size_t done = 0;
    ssize_t w;
    int rc = flow_sftp(f), turn;

    if (!rc)
        rc = flow_open(f, 0, "/full", FLOW_CREATE);
    if (rc)
        return rc;
    for (;;) {
        w = libssh2_sftp_write(f->handle[0], (char *)data + done, sizeof(data) - done);
        if (w == LIBSSH2_ERROR_EAGAIN) {
            if ((turn = flow_turn(f)) != 0)
                return turn;
            continue;
        }
        if (w < 0)
            break;
        done += (size_t)w;
        FLOW_OK(f, done < sizeof(data));
    }
    if (w != LIBSSH2_ERROR_SFTP_PROTOCOL)
        return flow_failed(f, (int)w);
    FLOW_OK(f, libssh2_sftp_last_error(f->sftp) == LIBSSH2_FX_FAILURE);
    FLOW_OK(f, libssh2_sftp_tell64(f->handle[0]) == done);
    flow_note_int(f, (long long)done);
    FLOW_CALL(f, w, libssh2_sftp_write(f->handle[0], (char *)data, 1000));
    FLOW_OK(f, w == 1000);
    return 0;
}

/* Short counts, moving buffers, zero counts, a seek back. */
static int run_write_oddly(struct flow *f)
{
    static uint8_t data[100000], copy[100000];
    size_t done = 0, limit;
    ssize_t w;
    int rc = flow_sftp(f), turn;

    flow_fill(data, sizeof(data), 9);
    if (!rc)
        rc = flow_open(f, 0, "/odd", FLOW_CREATE);
    if (rc)
        return rc;
    for (limit = sizeof(data);
         done<sizeof(data); limit = limit> 9000 ? limit / 2 : 90000) {
        size_t n = s2_min(limit, sizeof(data) - done);

        memcpy(copy, data + done, n);
        w = libssh2_sftp_write(f->handle[0], (char *)copy, n);
        memset(copy, 0xee, n);
        if (w == LIBSSH2_ERROR_EAGAIN) {
            if ((turn = flow_turn(f)) != 0)
                return turn;
            continue;
        }
        if (w < 0)
            return flow_failed(f, (int)w);
        FLOW_OK(f, (size_t)w <= n);
        done += (size_t)w;
        w = libssh2_sftp_write(f->handle[0], (char *)copy, 0);
        if (w < 0 && w != LIBSSH2_ERROR_EAGAIN)
            return flow_failed(f, (int)w);
        FLOW_OK(f, w <= 0);
    }
    libssh2_sftp_seek64(f->handle[0], 500);
    rc = flow_write_at(f, f->handle[0], (const uint8_t *)"changed", 7, 500);
    if (!rc)
        rc = flow_close(f, 0);
    return rc ? rc : flow_note_file(f, "/odd");
}

/* Close with bytes that were sent and not yet acknowledged: the file holds a beginning
 * of them, and all when nothing kept them from being sent. */
static int run_close_early(struct flow *f)
{
    static uint8_t data[90000];
    const struct pfs_node *n;
    ssize_t w;
    int rc = flow_sftp(f), turn;

    flow_fill(data, sizeof(data), 5);
    if (!rc)
        rc = flow_open(f, 0, "/early", FLOW_CREATE);
    if (rc)
        return rc;
    w = libssh2_sftp_write(f->handle[0], (char *)data, 20000);
    while (w == LIBSSH2_ERROR_EAGAIN && !peer_len(&f->peer->in)) {
        if ((turn = flow_turn(f)) != 0)
            return turn;
        w = libssh2_sftp_write(f->handle[0], (char *)data, 20000);
    }
    if (w < 0 && w != LIBSSH2_ERROR_EAGAIN)
        return flow_failed(f, (int)w);
    rc = flow_close(f, 0);
    if (rc)
        return rc;
    n = pfs_find(f->peer->fs, "/early");
    FLOW_OK(f, n && n->size <= 20000 && (w < 0 || n->size >= (size_t)w));
    FLOW_OK(f, n->size == 0 || memcmp(n->data, data, n->size) == 0);
    FLOW_OK(f, n->size == 20000 || f->how->own_rekey || f->how->peer_rekey);
    return 0;
}

/* A call given up, then other work on the same session. */
static int run_abandon(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    int rc, i;

    flow_put_file(f, "/one", (const uint8_t *)"1", 1);
    flow_put_file(f, "/three", (const uint8_t *)"333", 3);
    rc = flow_sftp(f);
    if (rc)
        return rc;
    for (i = 0; i < 20; i++) {
        if (libssh2_sftp_open(f->sftp, i & 1 ? "/none" : "/one", LIBSSH2_FXF_READ, i))
            return flow_wrong(f, "open did not have to wait");
        rc = libssh2_session_last_errno(f->session);
        if (rc != LIBSSH2_ERROR_EAGAIN)
            return flow_failed(f, rc);
        FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, "/three", &a));
        FLOW_OK(f, a.filesize == 3);
    }
    return 0;
}

const struct flow_scenario flow_basics[] = {
    {"login", run_login, {0}},
    {"refused", run_refused, {0}},
    {"exec", run_exec, {0}},
    {"upload", run_upload, {0}},
    {"download", run_download, {0}},
    {"list", run_list, {0}},
    {"paths", run_paths, {0}},
    {"two-opens", run_two_opens, {0}},
    {"two-uploads", run_two_uploads, {0}},
    {"write-fails", run_write_fails, {.fail_write = 3, .fail_status = 4}},
    {"write-oddly", run_write_oddly, {0}},
    {"close-early", run_close_early, {0}},
    {"abandon", run_abandon, {0}},
    {"upload-shuffled", run_upload, {.reorder = 7}},
    {"download-shuffled", run_download, {.reorder = 7}},
    {"download-short", run_download, {.read_cap = 5000}},
    {"upload-window-1000", run_upload, {.window = 1000, .window_step = 100}},
    {"upload-window-100", run_upload_small, {.window = 100, .window_step = 10}},
    {"paths-window-10", run_paths, {.window = 10, .window_step = 3}},
    {"upload-packet-500", run_upload, {.max_packet = 500}},
    {"exec-noise", run_exec, {.noise = true}},
    {"upload-noise", run_upload, {.noise = true}},
    {"exec-not-strict", run_exec, {.no_strict = true, .no_ext_info = true}},
    {"login-wrong-guess",
     run_login,
     {.guess_wrong = true, .kex = "ecdh-sha2-nistp256,curve25519-sha256"}},
    {NULL, NULL, {0}},
};
