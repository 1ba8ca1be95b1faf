/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Lists a directory of the server in long form, one entry a line.
 *
 *     list [options] user@host[:port] DIRECTORY
 *
 * Options and exit status: example_common.h. */

#include "example_common.h"
#include <stdio.h>

/* A server sends a ready-made line in the style of ls -l with each name. One that does
 * not is helped out with what the attributes tell; each of them may be missing. */
static void print_entry(const char *name, const char *line,
                        const LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    if (*line) {
        printf("%s\n", line);
        return;
    }
    if (attrs->flags & LIBSSH2_SFTP_ATTR_PERMISSIONS)
        printf("%06lo ", attrs->permissions);
    else
        printf("?????? ");
    if (attrs->flags & LIBSSH2_SFTP_ATTR_SIZE)
        printf("%12llu ", (unsigned long long)attrs->filesize);
    else
        printf("%12s ", "?");
    printf("%s\n", name);
}

static int list(struct example *ex, LIBSSH2_SFTP *sftp, const char *path)
{
    LIBSSH2_SFTP_HANDLE *dir = libssh2_sftp_opendir(sftp, path);
    char name[1024], line[2048];
    LIBSSH2_SFTP_ATTRIBUTES attrs;
    int n;

    if (!dir)
        return example_failed(ex, sftp, "open directory", path);
    for (;;) {
        line[0] = '\0';
        n = libssh2_sftp_readdir_ex(dir, name, sizeof(name), line, sizeof(line),
                                    &attrs);
        if (n <= 0)
            break;
        print_entry(name, line, &attrs);
    }
    if (n < 0)
        example_failed(ex, sftp, "read directory", path);
    libssh2_sftp_closedir(dir);
    return n < 0 ? REMOTE_FAILED : DONE;
}

int main(int argc, char **argv)
{
    struct example ex;
    int status = example_start(&ex, argc, argv, "DIRECTORY", 1);

    if (status == DONE) {
        LIBSSH2_SFTP *sftp = example_sftp(&ex);

        status = sftp ? list(&ex, sftp, ex.args[0]) : REMOTE_FAILED;
        if (sftp)
            libssh2_sftp_shutdown(sftp);
    }
    example_stop(&ex);
    return status;
}
