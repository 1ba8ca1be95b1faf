/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Trace output: always built, chosen at run time by a mask. */
#include "trans/session.h"

#include <stdarg.h>
#include <stdio.h>

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

    if (!(s->trace_mask & mask))
        return;
    head = snprintf(line, sizeof(line), "[libssh2] %s: ", kind_name(mask));
    va_start(args, format);
    body = vsnprintf(line + head, sizeof(line) - (size_t)head, format, args);
    va_end(args);
    if (body < 0)
        return;
    line[sizeof(line) - 1] = 0;
    if (s->trace)
        s->trace(s, s->trace_ctx, line, strlen(line));
    else
        fprintf(stderr, "%s\n", line);
}
