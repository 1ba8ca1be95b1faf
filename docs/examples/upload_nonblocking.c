/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* The same as upload.c, but no call ever waits inside the library: this is what a
 * program with an event loop of its own does.
 *
 *     upload_nonblocking [options] user@host[:port] LOCAL REMOTE
 *
 * The rule is always the same. A call that cannot finish now returns
 * LIBSSH2_ERROR_EAGAIN (functions that return a pointer: NULL, with that code in
 * libssh2_session_last_errno()). libssh2_session_block_directions() then tells whether
 * the socket must become readable, writable or either; when it has, the same call is
 * made again with the same arguments. example_wait() does this with poll(); an event
 * loop would register the socket and return to its other work.
 *
 * Options and exit status: example_common.h. */

#include "example_common.h"
#include "feed.h"
#include "progress.h"

/* Did the last call that returned NULL mean "later"? */
static bool later(const struct example *ex)
{
    return libssh2_session_last_errno(ex->session) == LIBSSH2_ERROR_EAGAIN;
}

static LIBSSH2_SFTP *start_sftp(struct example *ex)
{
    LIBSSH2_SFTP *sftp;

    while (!(sftp = libssh2_sftp_init(ex->session)) && later(ex))
        if (!example_wait(ex))
            return NULL;
    if (!sftp)
        example_failed(ex, NULL, "start SFTP on", ex->host);
    return sftp;
}

static LIBSSH2_SFTP_HANDLE *create(struct example *ex, LIBSSH2_SFTP *sftp,
                                   const char *remote, long mode)
{
    LIBSSH2_SFTP_HANDLE *handle;

    while (!(handle = libssh2_sftp_open(
                 sftp, remote,
                 LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC, mode)) &&
           later(ex))
        if (!example_wait(ex))
            return NULL;
    if (!handle)
        example_failed(ex, sftp, "create", remote);
    return handle;
}

/* The write call keeps to the rule in its own way: what it has sent but not seen
 * acknowledged is part of the bytes that must be passed again. struct feed does that.
 */
static int send_all(struct example *ex, LIBSSH2_SFTP *sftp, LIBSSH2_SFTP_HANDLE *handle,
                    struct feed *feed)
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
        n = libssh2_sftp_write(handle, feed->bytes, feed->count);
        if (n == LIBSSH2_ERROR_EAGAIN) {
            if (!example_wait(ex))
                return REMOTE_FAILED;
            continue;
        }
        if (n < 0)
            return example_failed(ex, sftp, "write", ex->args[1]);
        feed_done(feed, (size_t)n);
        done += (uint64_t)n;
        progress_update(&progress, done);
    }
    progress_end(&progress);
    return DONE;
}

static int upload(struct example *ex, LIBSSH2_SFTP *sftp, struct feed *feed)
{
    LIBSSH2_SFTP_HANDLE *handle = create(ex, sftp, ex->args[1], feed->mode);
    int status, rc;

    if (!handle)
        return REMOTE_FAILED;
    status = send_all(ex, sftp, handle, feed);
    while ((rc = libssh2_sftp_close(handle)) == LIBSSH2_ERROR_EAGAIN)
        if (!example_wait(ex))
            return REMOTE_FAILED;
    if (rc && status == DONE)
        status = example_failed(ex, sftp, "close", ex->args[1]);
    return status;
}

int main(int argc, char **argv)
{
    struct example ex;
    int status = example_start(&ex, argc, argv, "LOCAL REMOTE", 2);

    if (status == DONE) {
        LIBSSH2_SFTP *sftp;
        struct feed feed;

        libssh2_session_set_blocking(ex.session, 0);
        sftp = start_sftp(&ex);
        status = sftp ? DONE : REMOTE_FAILED;
        if (status == DONE) {
            status =
                feed_open(&feed, ex.args[0]) ? upload(&ex, sftp, &feed) : LOCAL_FAILED;
            feed_close(&feed);
            while (libssh2_sftp_shutdown(sftp) == LIBSSH2_ERROR_EAGAIN)
                if (!example_wait(&ex))
                    break;
        }
    }
    example_stop(&ex);
    return status;
}
