/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Identification strings (RFC 4253 section 4.2), which come before the packets. */
#include "trans/kex.h"

#define LINE_MAX_BYTES  1024 /* RFC 4253 allows 255 for the string itself */
#define LINES_MAX_BYTES ((size_t)64 * 1024)

/* What no SSH server sends, so that a wrong port is told early. */
static int bad_line(s2_session *s, struct s2_span line)
{
    if (line.n == 0)
        return s2_die(s, LIBSSH2_ERROR_BANNER_RECV,
                      "the server sent an empty line instead of SSH-2.0-...");
    if (memchr(line.p, 0, line.n))
        return s2_die(s, LIBSSH2_ERROR_BANNER_RECV,
                      "the server's identification has a NUL byte");
    return 0;
}

/* Exact, as RFC 4253 section 4.2 gives the letters. */
static bool starts_with(struct s2_span line, const char *text)
{
    size_t n = strlen(text);

    return line.n >= n && memcmp(line.p, text, n) == 0;
}

/* "1.99" says that the server speaks 2.0 as well (RFC 4253 section 5.1). The line is
 * kept without its end, as the exchange hash wants it. */
static int take_ident(s2_session *s, struct s2_span line)
{
    if (!starts_with(line, "SSH-2.0-") && !starts_with(line, "SSH-1.99-"))
        return s2_die(s, LIBSSH2_ERROR_PROTO,
                      "the server speaks another protocol: %.*s",
                      (int)s2_min(line.n, 100), (const char *)line.p);
    s->ident_peer = s2_memdup(&s->mem, line);
    if (!s->ident_peer)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for the identification");
    s2_trace(s, LIBSSH2_TRACE_TRANS, "server is %s", s->ident_peer);
    return 1;
}

/* Lines before the string are for human readers (RFC 4253 section 4.2): skipped. */
int s2_ident_take(s2_session *s)
{
    struct s2_slab *slab = s->in.slab;

    while (slab && slab->wr > slab->rd) {
        struct s2_span text = s2_span(slab->data + slab->rd, slab->wr - slab->rd);
        size_t before = text.n;
        struct s2_span line;
        int rc;

        if (!memchr(text.p, '\n', text.n)) {
            if (text.n > LINE_MAX_BYTES)
                return s2_die(s, LIBSSH2_ERROR_BANNER_RECV,
                              "the server's identification has no end");
            return 0;
        }
        if (!s2_line_next(&text, &line))
            return 0;
        slab->rd += before - text.n;
        s->rx.bytes += before - text.n; /* bounds what may be skipped */
        rc = bad_line(s, line);
        if (rc)
            return rc;
        if (starts_with(line, "SSH-")) {
            s->rx.bytes = 0;
            return take_ident(s, line);
        }
        if (s->rx.bytes > LINES_MAX_BYTES)
            return s2_die(s, LIBSSH2_ERROR_BANNER_RECV,
                          "the server talks but does not identify itself");
    }
    return 0;
}
