/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Copies a local file to the server, with a progress bar.
 *
 *     upload [options] user@host[:port] LOCAL REMOTE
 *
 * Options and exit status: example_common.h. */

#include "example_common.h"
#include "feed.h"
#include "progress.h"

static int send_all(struct example *ex, LIBSSH2_SFTP *sftp, LIBSSH2_SFTP_HANDLE *handle,
                    struct feed *feed, const char *remote)
{
    struct progress progress;
    uint64_t done = 0;

    progress_begin(&progress, "upload", feed->size, ex->quiet);
    for (;;) {
        ssize_t n;

        if (!feed_fill(feed))
            return LOCAL_FAILED;
        if (feed->count == 0)
            break;
        /* 0 is not an error: nothing more was acknowledged yet. */
        n = libssh2_sftp_write(handle, feed->bytes, feed->count);
        if (n < 0)
            return example_failed(ex, sftp, "write", remote);
        feed_done(feed, (size_t)n);
        done += (uint64_t)n;
        progress_update(&progress, done);
    }
    progress_end(&progress);
    return DONE;
}

static int upload(struct example *ex, LIBSSH2_SFTP *sftp, struct feed *feed,
                  const char *remote)
{
    LIBSSH2_SFTP_HANDLE *handle = libssh2_sftp_open(
        sftp, remote, LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC,
        feed->mode);
    int status;

    if (!handle)
        return example_failed(ex, sftp, "create", remote);
    status = send_all(ex, sftp, handle, feed, remote);
    /* Closing can fail too (a server may notice a full disk only now). */
    if (libssh2_sftp_close(handle) && status == DONE)
        status = example_failed(ex, sftp, "close", remote);
    return status;
}

int main(int argc, char **argv)
{
    struct example ex;
    int status = example_start(&ex, argc, argv, "LOCAL REMOTE", 2);

    if (status == DONE) {
        LIBSSH2_SFTP *sftp = example_sftp(&ex);
        struct feed feed;

        status = sftp ? DONE : REMOTE_FAILED;
        if (status == DONE) {
            status = feed_open(&feed, ex.args[0]) ? upload(&ex, sftp, &feed, ex.args[1])
                                                  : LOCAL_FAILED;
            feed_close(&feed);
            libssh2_sftp_shutdown(sftp);
        }
    }
    example_stop(&ex);
    return status;
}
