/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Copies a file from the server, with a progress bar.
 *
 *     download [options] user@host[:port] REMOTE LOCAL
 *
 * Options and exit status: example_common.h. */

#include "example_common.h"
#include "progress.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_SIZE = 1024 * 1024 };

static int local_failed(const struct example *ex, const char *local)
{
    fprintf(stderr, "%s: cannot write %s: %s\n", ex->program, local, strerror(errno));
    return LOCAL_FAILED;
}

static int receive_all(struct example *ex, LIBSSH2_SFTP *sftp,
                       LIBSSH2_SFTP_HANDLE *handle, FILE *file, char *buffer)
{
    LIBSSH2_SFTP_ATTRIBUTES attrs;
    struct progress progress;
    uint64_t total = 0, done = 0;
    ssize_t n;

    /* The size is only for the bar. A server need not tell it: see the flags. */
    if (libssh2_sftp_fstat(handle, &attrs) == 0 && attrs.flags & LIBSSH2_SFTP_ATTR_SIZE)
        total = attrs.filesize;

    progress_begin(&progress, "download", total, ex->quiet);
    /* A short count means nothing: only 0 is the end of the file. */
    while ((n = libssh2_sftp_read(handle, buffer, BUFFER_SIZE)) > 0) {
        if (fwrite(buffer, 1, (size_t)n, file) != (size_t)n)
            return local_failed(ex, ex->args[1]);
        done += (uint64_t)n;
        progress_update(&progress, done);
    }
    if (n < 0)
        return example_failed(ex, sftp, "read", ex->args[0]);
    progress_end(&progress);
    return DONE;
}

static int download(struct example *ex, LIBSSH2_SFTP *sftp, char *buffer)
{
    const char *remote = ex->args[0], *local = ex->args[1];
    LIBSSH2_SFTP_HANDLE *handle = libssh2_sftp_open(sftp, remote, LIBSSH2_FXF_READ, 0);
    FILE *file;
    int status;

    if (!handle)
        return example_failed(ex, sftp, "open", remote);
    file = fopen(local, "wb");
    if (file) {
        status = receive_all(ex, sftp, handle, file, buffer);
        if (fclose(file) && status == DONE)
            status = local_failed(ex, local);
    } else {
        status = local_failed(ex, local);
    }
    libssh2_sftp_close(handle);
    return status;
}

int main(int argc, char **argv)
{
    struct example ex;
    int status = example_start(&ex, argc, argv, "REMOTE LOCAL", 2);

    if (status == DONE) {
        LIBSSH2_SFTP *sftp = example_sftp(&ex);
        char *buffer = (char *)malloc(BUFFER_SIZE);

        status = !sftp ? REMOTE_FAILED : !buffer ? LOCAL_FAILED : DONE;
        if (status == DONE)
            status = download(&ex, sftp, buffer);
        if (sftp)
            libssh2_sftp_shutdown(sftp);
        free(buffer);
    }
    example_stop(&ex);
    return status;
}
