/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* See feed.h. */

#define _POSIX_C_SOURCE   200809L
#define _FILE_OFFSET_BITS 64

#include "feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FEED_SIZE = 4 * 1024 * 1024 };

static bool complain(const struct feed *f)
{
    fprintf(stderr, "cannot read %s: %s\n", f->path, strerror(errno));
    return false;
}

bool feed_open(struct feed *f, const char *path)
{
    struct stat st;

    memset(f, 0, sizeof(*f));
    f->path = path;
    f->file = fopen(path, "rb");
    if (!f->file || fstat(fileno(f->file), &st))
        return complain(f);
    f->size = (uint64_t)st.st_size;
    f->mode = (long)(st.st_mode & 0777);
    f->memory = (char *)malloc(FEED_SIZE);
    f->bytes = f->memory;
    return f->memory ? true : complain(f);
}

bool feed_fill(struct feed *f)
{
    size_t got;

    if (f->over || f->count > FEED_SIZE / 2)
        return true;
    /* Half of the buffer is sent for each time that the other half is moved: one copied
     * byte for each byte sent at most. */
    memmove(f->memory, f->bytes, f->count);
    f->bytes = f->memory;
    got = fread(f->memory + f->count, 1, FEED_SIZE - f->count, f->file);
    f->count += got;
    f->over = feof(f->file) != 0;
    return ferror(f->file) ? complain(f) : true;
}

void feed_done(struct feed *f, size_t n)
{
    f->bytes += n;
    f->count -= n;
}

void feed_close(struct feed *f)
{
    if (f->file)
        fclose(f->file);
    free(f->memory);
}
