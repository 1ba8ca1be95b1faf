/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Trace output: always built, chosen at run time by a mask. */
#include "trans/session.h"

#include <stdarg.h>
#include <stdio.h>

/* What an application asks for by bits, and how the lines call it. */
static const struct {
    int bit;
    const char *name;
} trace_kinds[] = {
    {LIBSSH2_TRACE_TRANS, "transport"}, {LIBSSH2_TRACE_KEX, "kex"},
    {LIBSSH2_TRACE_AUTH, "auth"},       {LIBSSH2_TRACE_CONN, "channel"},
    {LIBSSH2_TRACE_SCP, "scp"},         {LIBSSH2_TRACE_SFTP, "sftp"},
    {LIBSSH2_TRACE_ERROR, "error"},     {LIBSSH2_TRACE_PUBLICKEY, "publickey"},
    {LIBSSH2_TRACE_SOCKET, "socket"},
};

/* The name of the lowest bit that is known: a line that belongs to two kinds is shown
 * once. */
static const char *kind_name(int mask)
{
    size_t i;

    for (i = 0; i < S2_COUNT(trace_kinds); i++)
        if (mask & trace_kinds[i].bit)
            return trace_kinds[i].name;
    return "other";
}

void s2_trace(s2_session *s, int mask, const char *format, ...)
{
    char line[512];
    int head, body;
    va_list args;

    /* Almost always the end: formatting costs nothing unless somebody looks. */
    if (!(s->trace_mask & mask))
        return;
    head = snprintf(line, sizeof(line), "[libssh2] %s: ", kind_name(mask));
    va_start(args, format);
    body = vsnprintf(line + head, sizeof(line) - (size_t)head, format, args);
    va_end(args);
    if (body < 0)
        return;
    /* Older C libraries do not end a text that was cut off. */
    line[sizeof(line) - 1] = 0;
    /* Without a handler to the standard error stream, as programs of libssh2
     * expect it. */
    if (s->trace)
        s->trace(s, s->trace_ctx, line, strlen(line));
    else
        fprintf(stderr, "%s\n", line);
}
