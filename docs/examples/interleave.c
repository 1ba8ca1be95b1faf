/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Two transfers at once over one connection: a file goes up while another comes down.
 *
 *     interleave [options] user@host[:port] UP-LOCAL UP-REMOTE DOWN-REMOTE DOWN-LOCAL
 *
 * Each transfer is a small machine whose step function makes one call of the library. A
 * call that would have to wait returns at once; the main loop gives every transfer a
 * turn and sleeps only when all of them wait. Even the two opens are under way
 * together: the library tells them apart by what they ask for.
 *
 * Options and exit status: example_common.h. */

#include "example_common.h"
#include "feed.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_SIZE = 1024 * 1024 };

/* What a step came to, beside the errors of enum example_status. */
enum { WAITING = -1, ADVANCED = -2 };

struct transfer {
    const char *label;
    const char *local;
    const char *remote;
    unsigned long flags;             /* of the remote open */
    int (*move)(struct transfer *t); /* one step in the middle of the file */
    int (*step)(struct transfer *t); /* what to do next; NULL: finished */
    struct example *ex;
    LIBSSH2_SFTP *sftp;
    LIBSSH2_SFTP_HANDLE *handle;
    struct feed feed; /* of the upload */
    FILE *file;       /* of the download */
    char *buffer;
    unsigned long long bytes;
    int status;
};

static int step_close(struct transfer *t)
{
    int rc = libssh2_sftp_close(t->handle);

    if (rc == LIBSSH2_ERROR_EAGAIN)
        return WAITING;
    t->handle = NULL;
    t->step = NULL;
    return rc ? example_failed(t->ex, t->sftp, "close", t->remote) : DONE;
}

static int move_up(struct transfer *t)
{
    ssize_t n;

    if (!feed_fill(&t->feed))
        return LOCAL_FAILED;
    if (t->feed.count == 0) {
        t->step = step_close;
        return ADVANCED;
    }
    n = libssh2_sftp_write(t->handle, t->feed.bytes, t->feed.count);
    if (n == LIBSSH2_ERROR_EAGAIN)
        return WAITING;
    if (n < 0)
        return example_failed(t->ex, t->sftp, "write", t->remote);
    feed_done(&t->feed, (size_t)n);
    t->bytes += (unsigned long long)n;
    return ADVANCED;
}

static int move_down(struct transfer *t)
{
    ssize_t n = libssh2_sftp_read(t->handle, t->buffer, BUFFER_SIZE);

    if (n == LIBSSH2_ERROR_EAGAIN)
        return WAITING;
    if (n < 0)
        return example_failed(t->ex, t->sftp, "read", t->remote);
    if (n == 0)
        t->step = step_close;
    else if (fwrite(t->buffer, 1, (size_t)n, t->file) != (size_t)n) {
        fprintf(stderr, "cannot write %s: %s\n", t->local, strerror(errno));
        return LOCAL_FAILED;
    }
    t->bytes += (unsigned long long)n;
    return ADVANCED;
}

static int step_open(struct transfer *t)
{
    t->handle = libssh2_sftp_open(t->sftp, t->remote, t->flags, 0644);
    if (t->handle) {
        t->step = t->move;
        return ADVANCED;
    }
    if (libssh2_session_last_errno(t->ex->session) == LIBSSH2_ERROR_EAGAIN)
        return WAITING;
    return example_failed(t->ex, t->sftp, "open", t->remote);
}

/* Gives each transfer a turn until all are through; the first error ends the others. */
static int run(struct example *ex, struct transfer *transfers, size_t count)
{
    for (;;) {
        size_t active = 0, waiting = 0, i;

        for (i = 0; i < count; i++) {
            struct transfer *t = &transfers[i];
            int outcome;

            if (!t->step)
                continue;
            active++;
            outcome = t->step(t);
            if (outcome == WAITING)
                waiting++;
            else if (outcome == DONE)
                fprintf(stderr, "%s: %s done, %llu bytes\n", ex->program, t->label,
                        t->bytes);
            else if (outcome != ADVANCED)
                return outcome;
        }
        if (active == 0)
            return DONE;
        if (waiting == active && !example_wait(ex))
            return REMOTE_FAILED;
    }
}

static int interleave(struct example *ex, LIBSSH2_SFTP *sftp)
{
    struct transfer t[2];
    int status;

    memset(t, 0, sizeof(t));
    t[0].label = "upload";
    t[0].local = ex->args[0];
    t[0].remote = ex->args[1];
    t[0].flags = LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC;
    t[0].move = move_up;
    t[1].label = "download";
    t[1].remote = ex->args[2];
    t[1].local = ex->args[3];
    t[1].flags = LIBSSH2_FXF_READ;
    t[1].move = move_down;
    t[0].step = t[1].step = step_open;
    t[0].ex = t[1].ex = ex;
    t[0].sftp = t[1].sftp = sftp;

    t[1].file = fopen(t[1].local, "wb");
    t[1].buffer = (char *)malloc(BUFFER_SIZE);
    if (!feed_open(&t[0].feed, t[0].local))
        status = LOCAL_FAILED;
    else if (!t[1].file || !t[1].buffer) {
        fprintf(stderr, "cannot write %s: %s\n", t[1].local, strerror(errno));
        status = LOCAL_FAILED;
    } else {
        libssh2_session_set_blocking(ex->session, 0);
        status = run(ex, t, 2);
        libssh2_session_set_blocking(ex->session, 1);
    }

    /* After an error a handle may still be open. */
    if (t[0].handle)
        libssh2_sftp_close(t[0].handle);
    if (t[1].handle)
        libssh2_sftp_close(t[1].handle);
    feed_close(&t[0].feed);
    free(t[1].buffer);
    if (t[1].file && fclose(t[1].file) && status == DONE)
        status = LOCAL_FAILED;
    return status;
}

int main(int argc, char **argv)
{
    struct example ex;
    int status =
        example_start(&ex, argc, argv, "UP-LOCAL UP-REMOTE DOWN-REMOTE DOWN-LOCAL", 4);

    if (status == DONE) {
        LIBSSH2_SFTP *sftp = example_sftp(&ex);

        status = sftp ? interleave(&ex, sftp) : REMOTE_FAILED;
        if (sftp)
            libssh2_sftp_shutdown(sftp);
    }
    example_stop(&ex);
    return status;
}
