/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Messages 1 to 7: disconnect, ignore, unimplemented, debug, service, extensions (RFC
 * 4253 sections 10 and 11, RFC 8308). */
#include "trans/kex.h"

/* RFC 8308 leaves the count open; a dozen extensions exist. */
#define EXTENSIONS_MAX 128

/* RFC 4253 section 11.1. The application hears of it before the session dies, with what
 * the server said; nothing is sent in return. */
static int on_disconnect(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t reason = s2_rd_u32(&r);
    struct s2_span text = s2_rd_str(&r), lang = s2_rd_str(&r);

    s->saw_disconnect = true;
    if (s->cb.disconnect)
        s->cb.disconnect(s, (int)reason, (const char *)text.p, (int)text.n,
                         (const char *)lang.p, (int)lang.n, &s->abstract);
    return s2_die(s, LIBSSH2_ERROR_SOCKET_DISCONNECT,
                  "the server disconnected (reason %lu): %.*s", (unsigned long)reason,
                  (int)s2_min(text.n, 120), text.n ? (const char *)text.p : "");
}

/* RFC 4253 section 11.2: data without meaning, for whoever wants to see it. */
static int on_ignore(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span data = s2_rd_str(&r);

    if (s->cb.ignore)
        s->cb.ignore(s, (const char *)data.p, (int)data.n, &s->abstract);
    return 0;
}

/* RFC 4253 section 11.3. A malformed one is dropped rather than shown. */
static int on_debug(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    bool show = s2_rd_bool(&r);
    struct s2_span text = s2_rd_str(&r), lang = s2_rd_str(&r);

    if (s->cb.debug && s2_rd_ok(&r))
        s->cb.debug(s, show, (const char *)text.p, (int)text.n, (const char *)lang.p,
                    (int)lang.n, &s->abstract);
    return 0;
}

/* What it did not understand is not told by kind, only by number; during the handshake
 * it can only be something that we cannot do without. */
static int on_unimplemented(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t seq = s2_rd_u32(&r);

    if (s->stage == S2_STAGE_KEX || s->stage == S2_STAGE_SERVICE)
        return s2_die(s, LIBSSH2_ERROR_PROTO,
                      "the server does not understand our packet %lu",
                      (unsigned long)seq);
    s2_trace(s, LIBSSH2_TRACE_TRANS, "server: packet %lu unimplemented",
             (unsigned long)seq);
    return 0;
}

/* RFC 4253 section 10. Only one service is ever asked for. */
static int on_service_accept(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span name = s2_rd_str(&r);

    if (!s2_rd_ok(&r) || !s2_span_is(name, "ssh-userauth"))
        return s2_die(s, LIBSSH2_ERROR_PROTO, "the server accepted another service");
    s->accepted = true;
    s->stage = S2_STAGE_AUTH;
    return 0;
}

/* The signature algorithms that the server takes from a user's key (RFC 8308 section
 * 3.1); the auth layer chooses among them, RFC 8332 for RSA. A second list replaces the
 * first. */
static int keep_sig_algs(s2_session *s, struct s2_span value)
{
    char *copy = s2_memdup(&s->mem, value);

    if (!copy)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for EXT_INFO");
    s2_free(&s->mem, s->peer_sig_algs);
    s->peer_sig_algs = copy;
    return 0;
}

/* RFC 8308 section 2.3: pairs of name and value. Names that are not known must be
 * skipped, whatever their value. */
static int on_ext_info(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t n = s2_rd_count(&r, EXTENSIONS_MAX, 8);
    int rc = 0;

    while (n-- && !rc) {
        struct s2_span name = s2_rd_str(&r), value = s2_rd_str(&r);

        if (s2_rd_ok(&r) && s2_span_is(name, "server-sig-algs"))
            rc = keep_sig_algs(s, value);
    }
    if (!rc && !s2_rd_done(&r))
        rc = s2_die(s, LIBSSH2_ERROR_PROTO, "EXT_INFO is malformed");
    return rc;
}

/* Messages 1 to 7. */
static const struct s2_disp ctl_rows[] = {
    {S2_WHEN_ALWAYS | S2_WHEN_STRICT, "DISCONNECT", on_disconnect},
    {S2_WHEN_ALWAYS, "IGNORE", on_ignore},
    {S2_WHEN_ALWAYS, "UNIMPLEMENTED", on_unimplemented},
    {S2_WHEN_ALWAYS, "DEBUG", on_debug},
    {0, "SERVICE_REQUEST", on_ignore}, /* ours to send: never allowed */
    {S2_STAGE_SERVICE, "SERVICE_ACCEPT", on_service_accept},
    {S2_STAGE_SERVICE | S2_STAGE_AUTH, "EXT_INFO", on_ext_info},
};

const struct s2_disp_table s2_ctl_table = {SSH_MSG_DISCONNECT, S2_COUNT(ctl_rows),
                                           ctl_rows};
