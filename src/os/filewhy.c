/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See filewhy.h.  A table instead of strerror(), which is not safe to call from
 * several threads on every platform, and whose words depend on the locale. */
#include "os/filewhy.h"

#include "base/base.h"

#include <errno.h>

static const struct {
    int number;
    const char *words;
} reasons[] = {
    {ENOENT, "no such file or directory"},
    {EACCES, "permission denied"},
    {EPERM, "operation not permitted"},
    {EISDIR, "is a directory"},
    {ENOTDIR, "a part of the path is not a directory"},
    {EMFILE, "too many open files"},
    {ENFILE, "too many open files in the system"},
    {ENOSPC, "no space left on the device"},
    {EROFS, "read-only file system"},
    {EFBIG, "file too large"},
    {EIO, "input/output error"},
    {ENAMETOOLONG, "path too long"},
};

const char *s2_os_file_why(void)
{
    int number = errno;
    size_t i;

    for (i = 0; i < S2_COUNT(reasons); i++)
        if (reasons[i].number == number)
            return reasons[i].words;
    return "it cannot be accessed, or is too large";
}
