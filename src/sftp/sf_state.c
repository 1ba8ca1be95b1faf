/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Whether an SFTP session can still be used, and how failures are told.  Everything
 * else in this folder leans on it; it leans on nothing here. */
#include "sftp/sf.h"

#include <stdarg.h>
#include <stdio.h>

/* The first reason counts: later ones are mostly its consequences. */
int s2_sf_die(s2_sftp *t, int code, const char *format, ...)
{
    va_list args;

    if (t->dead)
        return t->dead;
    t->dead = code;
    va_start(args, format);
    vsnprintf(t->death, sizeof(t->death), format, args);
    va_end(args);
    s2_trace(t->s, LIBSSH2_TRACE_SFTP, "%s", t->death);
    return code;
}

/* The SSH session's own death says more than that of a part of it. */
int s2_sf_alive(s2_sftp *t)
{
    int rc = s2_alive(t->s);

    if (rc)
        return rc;
    return t->dead ? s2_fail(&t->s->err, t->dead, "%s", t->death) : 0;
}

int s2_sf_refused(s2_sftp *t, const char *action, struct s2_span path,
                  const struct s2_sf_status *st)
{
    t->last_errno = st->code;
    return s2_fail(&t->s->err, LIBSSH2_ERROR_SFTP_PROTOCOL, "%s %.*s: %s (status %lu)",
                   action, (int)s2_min(path.n, 256), path.n ? (const char *)path.p : "",
                   st->text, (unsigned long)st->code);
}

/* --- Status --------------------------------------------------------------------- */

/* Index: LIBSSH2_FX_*. */
static const char *const status_names[] = {
    "OK",
    "end of file",
    "no such file",
    "permission denied",
    "failure",
    "bad message",
    "no connection",
    "connection lost",
    "operation unsupported",
    "invalid handle",
    "no such path",
    "file already exists",
    "write protected",
    "no media",
    "no space on file system",
    "quota exceeded",
    "unknown principal",
    "lock conflict",
    "directory not empty",
    "not a directory",
    "invalid file name",
    "link loop",
};

void s2_sf_read_status(struct s2_rd *r, struct s2_sf_status *st)
{
    struct s2_span text;

    st->code = s2_rd_u32(r);
    /* Version 2 and lower have no text. */
    text = s2_rd_left(r) ? s2_rd_str(r) : s2_span(NULL, 0);
    if (text.n == 0)
        text = s2_span_str(st->code < S2_COUNT(status_names) ? status_names[st->code]
                                                             : "unknown status");
    /* Cut, not refused: it is only for people. */
    text.n = s2_min(text.n, sizeof(st->text) - 1);
    memcpy(st->text, text.p, text.n);
    st->text[text.n] = 0;
}
