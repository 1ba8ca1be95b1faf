/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The end of a session is noted here and nowhere else; telling the peer is bye.c's
 * part, later, so that every layer may call s2_die in the middle of anything. */
#include "trans/session.h"

#include <stdarg.h>
#include <stdio.h>

int s2_die(s2_session *s, int code, const char *format, ...)
{
    va_list args;

    if (s->dead)
        return s->dead;
    s->dead = code;
    va_start(args, format);
    vsnprintf(s->death, sizeof(s->death), format, args);
    va_end(args);
    s2_fail(&s->err, code, "%s", s->death);
    s2_trace(s, LIBSSH2_TRACE_ERROR, "session ends: %s", s->err.text);
    return code;
}

int s2_alive(s2_session *s)
{
    return s->dead ? s2_fail(&s->err, s->dead, "%s", s->death) : 0;
}
