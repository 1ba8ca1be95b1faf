/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Scenarios of log in, channels and keepalives; and of sessions left at each stage. */
#include "flow.h"

#include "trans/session.h"

#include <stdio.h>

/* --- Log in
 * ---------------------------------------------------------------------------------
 */

static int run_by_key(struct flow *f)
{
    int rc;

    FLOW_CALL(f, rc, libssh2_session_handshake(f->session, f->fds[0]));
    FLOW_CALL(f, rc,
              libssh2_userauth_publickey_frommemory(f->session, PEER_USER,
                                                    strlen(PEER_USER), NULL, 0,
                                                    FLOW_KEY, strlen(FLOW_KEY), NULL));
    FLOW_OK(f, libssh2_userauth_authenticated(f->session));
    return 0;
}

/* --- Channels
 * ------------------------------------------------------------------------------- */

static int open_nr(struct flow *f, int i)
{
    FLOW_PTR(f, f->chan[i], libssh2_channel_open_session(f->session));
    return 0;
}

static int exec_nr(struct flow *f, int i, const char *command)
{
    int rc = open_nr(f, i);

    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_channel_exec(f->chan[i], command));
    return 0;
}

/* One read of a channel.  1: it is at its end, 0 something came, EAGAIN, or a code. */
static int read_once(struct flow *f, int i, uint64_t *hash)
{
    char buf[2000];
    ssize_t n = libssh2_channel_read(f->chan[i], buf, sizeof(buf)), k;

    if (n < 0)
        return n == LIBSSH2_ERROR_EAGAIN ? (int)n : flow_failed(f, (int)n);
    for (k = 0; k < n; k++)
        *hash = (*hash ^ (uint8_t)buf[k]) * 0x100000001b3u;
    return n == 0 && libssh2_channel_eof(f->chan[i]);
}

/* Three commands write, a shell echoes what it is told, all at once. */
static int run_four_channels(struct flow *f)
{
    static uint8_t typed[30000];
    uint64_t hash[4] = {1, 2, 3, 4};
    bool done[4] = {false, false, false, false};
    size_t put = 0;
    int rc, i, left = 4;

    flow_fill(typed, sizeof(typed), 20);
    rc = exec_nr(f, 0, "cat 30000");
    if (!rc)
        rc = exec_nr(f, 1, "cat 20000");
    if (!rc)
        rc = exec_nr(f, 2, "cat 1");
    if (!rc)
        rc = open_nr(f, 3);
    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_channel_shell(f->chan[3]));
    while (left) {
        bool moved = false;

        if (put < sizeof(typed)) {
            ssize_t n = libssh2_channel_write(f->chan[3], (char *)typed + put,
                                              sizeof(typed) - put);

            if (n < 0 && n != LIBSSH2_ERROR_EAGAIN)
                return flow_failed(f, (int)n);
            put += n > 0 ? (size_t)n : 0;
            moved = n > 0;
            if (put == sizeof(typed))
                FLOW_CALL(f, rc, libssh2_channel_send_eof(f->chan[3]));
        }
        for (i = 0; i < 4; i++) {
            rc = done[i] ? LIBSSH2_ERROR_EAGAIN : read_once(f, i, &hash[i]);
            if (rc < 0 && rc != LIBSSH2_ERROR_EAGAIN)
                return rc;
            moved = moved || rc >= 0;
            done[i] = done[i] || rc == 1;
            left -= rc == 1;
        }
        rc = moved ? 0 : flow_turn(f);
        if (rc)
            return rc;
    }
    flow_note(f, hash, sizeof(hash));
    return 0;
}

static int run_many(struct flow *f)
{
    int rc = flow_login(f);

    return rc ? rc : run_four_channels(f);
}

/* A channel with much unread is freed; the others go on. */
static int run_free_unread(struct flow *f)
{
    LIBSSH2_CHANNEL *c;
    int rc = flow_login(f), round;

    for (round = 0; round < 3 && !rc; round++) {
        rc = exec_nr(f, 0, "cat 60000");
        if (!rc)
            rc = exec_nr(f, 1, "cat 20000");
        if (!rc)
            rc = flow_read_all(f, f->chan[1], 0);
        if (rc)
            break;
        c = f->chan[0];
        f->chan[0] = NULL;
        FLOW_CALL(f, rc, libssh2_channel_free(c));
        c = f->chan[1];
        f->chan[1] = NULL;
        FLOW_CALL(f, rc, libssh2_channel_free(c));
    }
    return rc;
}

static int run_terminal(struct flow *f)
{
    int rc = flow_login(f);

    if (!rc)
        rc = open_nr(f, 0);
    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_channel_setenv(f->chan[0], "LANG", "C"));
    FLOW_CALL(f, rc, libssh2_channel_request_pty(f->chan[0], "vt100"));
    FLOW_CALL(f, rc, libssh2_channel_shell(f->chan[0]));
    FLOW_CALL(f, rc, libssh2_channel_request_pty_size(f->chan[0], 132, 50));
    FLOW_CALL(f, rc, libssh2_channel_signal(f->chan[0], "INT"));
    do {
        ssize_t n;

        FLOW_CALL(f, n, libssh2_channel_write(f->chan[0], "exit\n", 5));
        FLOW_OK(f, n == 5);
    } while (false);
    FLOW_CALL(f, rc, libssh2_channel_send_eof(f->chan[0]));
    rc = flow_read_all(f, f->chan[0], 0);
    if (rc)
        return rc;
    FLOW_CALL(f, rc, libssh2_channel_wait_eof(f->chan[0]));
    FLOW_CALL(f, rc, libssh2_channel_close(f->chan[0]));
    FLOW_CALL(f, rc, libssh2_channel_wait_closed(f->chan[0]));
    flow_note_int(f, (long long)f->peer->requests);
    return 0;
}

/* A channel that is refused, and one that is not. */
static int run_denied(struct flow *f)
{
    int rc = flow_login(f), turn = 0;

    if (!rc)
        rc = open_nr(f, 0);
    if (rc)
        return rc;
    while ((rc = libssh2_channel_subsystem(f->chan[0], "none")) ==
               LIBSSH2_ERROR_EAGAIN &&
           !(turn = flow_turn(f)))
        ;
    if (turn || rc != LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED)
        return turn ? turn : flow_failed(f, rc);
    return exec_nr(f, 1, "cat 10");
}

/* Keepalives that want an answer, between and during other requests.  The clock is
 * turned back, for none would be due. */
static int run_keepalive(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    char path[20];
    int rc = flow_sftp(f), i, next;

    if (rc)
        return rc;
    flow_put_file(f, "/k", (const uint8_t *)"kept", 4);
    libssh2_keepalive_config(f->session, 1, 10);
    for (i = 0; i < 12 && !rc; i++) {
        f->session->keepalive_last = 0;
        FLOW_CALL(f, rc, libssh2_keepalive_send(f->session, &next));
        FLOW_OK(f, next == 10);
        snprintf(path, sizeof(path), i % 3 ? "/k" : "/home");
        FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, path, &a));
        if (i == 6)
            rc = exec_nr(f, 1, "cat 3000");
    }
    if (!rc)
        rc = flow_read_all(f, f->chan[1], 0);
    FLOW_OK(f, rc || f->peer->keepalives == 12);
    return rc;
}

const struct flow_scenario flow_chans[] = {
    {"by-key", run_by_key, {0}},
    {"by-key-not-strict", run_by_key, {.no_strict = true, .no_ext_info = true}},
    {"four-channels", run_many, {0}},
    {"four-channels-window-500", run_many, {.window = 500, .window_step = 50}},
    {"four-channels-noise", run_many, {.noise = true}},
    {"free-unread", run_free_unread, {0}},
    {"terminal", run_terminal, {0}},
    {"denied", run_denied, {0}},
    {"keepalive", run_keepalive, {0}},
    {NULL, NULL, {0}},
};

/* --- Left at a stage
 * -------------------------------------------------------------------------
 */

static int leave_at_start(struct flow *f)
{
    f->leave = true;
    return 0;
}

static int leave_connected(struct flow *f)
{
    int rc;

    f->leave = true;
    FLOW_CALL(f, rc, libssh2_session_handshake(f->session, f->fds[0]));
    return 0;
}

static int leave_logged_in(struct flow *f)
{
    f->leave = true;
    return flow_login(f);
}

static int leave_channel(struct flow *f)
{
    int rc = leave_logged_in(f);

    return rc ? rc : open_nr(f, 0);
}

static int leave_running(struct flow *f)
{
    int rc = leave_logged_in(f);

    return rc ? rc : exec_nr(f, 0, "cat 50000");
}

static int leave_half_read(struct flow *f)
{
    char buf[100];
    ssize_t n;
    int rc = leave_running(f);

    if (rc)
        return rc;
    FLOW_CALL(f, n, libssh2_channel_read(f->chan[0], buf, sizeof(buf)));
    return 0;
}

static int leave_sftp(struct flow *f)
{
    f->leave = true;
    return flow_sftp(f);
}

static int leave_files(struct flow *f)
{
    static const uint8_t data[80000];
    char buf[100];
    ssize_t n;
    int rc = leave_sftp(f);

    if (rc)
        return rc;
    flow_put_file(f, "/read", data, sizeof(data));
    rc = flow_open(f, 0, "/read", LIBSSH2_FXF_READ);
    if (!rc)
        rc = flow_open(f, 1, "/write", FLOW_CREATE);
    if (rc)
        return rc;
    FLOW_CALL(f, n, libssh2_sftp_read(f->handle[0], buf, sizeof(buf)));
    n = libssh2_sftp_write(f->handle[1], (const char *)data, sizeof(data));
    if (n < 0 && n != LIBSSH2_ERROR_EAGAIN)
        return flow_failed(f, (int)n);
    return 0;
}

const struct flow_scenario flow_leaves[] = {
    {"leave-at-start", leave_at_start, {0}},
    {"leave-connected", leave_connected, {0}},
    {"leave-logged-in", leave_logged_in, {0}},
    {"leave-channel", leave_channel, {0}},
    {"leave-running", leave_running, {0}},
    {"leave-half-read", leave_half_read, {0}},
    {"leave-sftp", leave_sftp, {0}},
    {"leave-files", leave_files, {0}},
    {NULL, NULL, {0}},
};
