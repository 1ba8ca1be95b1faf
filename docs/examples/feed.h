/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* A local file as libssh2_sftp_write() likes to be fed. That function sends as much of
 * its buffer as it can and returns how many bytes *from the start of it* the server has
 * acknowledged; the rest must be passed again. So no more can be under way than the
 * buffer holds: it should be large, and it should be refilled before it has run empty.
 * Between two calls the bytes may move and more may be appended, as long as those not
 * yet acknowledged stay in front. Knows nothing of SSH. */

#ifndef EXAMPLE_FEED_H
#define EXAMPLE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct feed {
    const char *path;
    FILE *file;
    char *memory;
    const char *bytes; /* pass these to the write function ... */
    size_t count;      /* ... all of them; 0 after feed_fill(): the file is over */
    bool over;         /* the file's end has been read */
    uint64_t size;     /* of the file when it was opened */
    long mode;         /* its permission bits */
};

/* Opens the file. False after a message on standard error; feed_close() may be called
 * in both cases. */
bool feed_open(struct feed *f, const char *path);

/* Reads on when at least half of the buffer is free. False, after a message, if the
 * file could not be read. */
bool feed_fill(struct feed *f);

/* The server has acknowledged the first `n` of the bytes. */
void feed_done(struct feed *f, size_t n);

void feed_close(struct feed *f);

#endif
