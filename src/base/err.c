/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

/* Short words for texts that have nothing better to say.  Index = minus the code, in
 * the order of libssh2.h; a test checks that none is missing. */
static const char *const names[] = {
    "no error",
    "no socket",
    "identification string not received",
    "identification string not sent",
    "invalid MAC",
    "no common algorithm",
    "out of memory",
    "socket send",
    "key exchange failed",
    "timeout",
    "host key not usable",
    "host key signature wrong",
    "decryption",
    "connection closed by the peer",
    "protocol error",
    "password expired",
    "file",
    "no method",
    "authentication failed",
    "public key not verified",
    "channel out of order",
    "channel open failed",
    "channel request denied",
    "unknown channel",
    "channel window exceeded",
    "packet too large",
    "channel closed",
    "EOF already sent",
    "SCP protocol",
    "zlib",
    "socket timeout",
    "SFTP protocol",
    "request denied",
    "method not supported",
    "invalid argument",
    "invalid poll type",
    "public-key protocol",
    "would block",
    "buffer too small",
    "bad use of the interface",
    "compression",
    "out of boundary",
    "agent protocol",
    "socket receive",
    "encryption",
    "bad socket",
    "known hosts",
    "channel window full",
    "key file not opened",
    "random numbers",
    "no banner",
    "algorithm not supported",
    "MAC failure",
    "hash not started",
    "hash not computed",
    "store overflow",
};

/* Codes come from callbacks of the application too: any int is allowed. */
const char *s2_err_name(int code)
{
    if (code > 0 || code <= -(int)S2_COUNT(names))
        return "unknown error";
    return names[-code];
}

/* Words of the peer end up on terminals: keep printable bytes and UTF-8 only. */
static void make_printable(char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f)
            *text = c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
    }
}

/* vsnprintf cuts; some old run-time libraries then leave the NUL out. */
int s2_fail(struct s2_err *e, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(e->text, sizeof(e->text), format, args);
    va_end(args);
    e->text[sizeof(e->text) - 1] = 0;
    make_printable(e->text);
    e->code = code;
    return code;
}

/* The inner text is nearer to the cause, so it wins. */
int s2_fail_unless(struct s2_err *e, int code, const char *what)
{
    if (e->code == code && e->text[0])
        return code;
    return s2_fail(e, code, "%s: %s", what, s2_err_name(code));
}

void s2_err_clear(struct s2_err *e)
{
    e->code = 0;
    e->text[0] = 0;
}
