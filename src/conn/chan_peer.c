/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Channels that the server opens (RFC 4254 section 5.1): only of types that the
 * application has asked for, everything else is refused. */
#include "conn/chan.h"

/* Names of hosts from the peer are kept up to this length. */
#define HOST_MAX 255

/* The callbacks get the channel for good; they may even free it, so it is not touched
 * after them. */

/* RFC 4254 section 6.3.2.  Without a request of ours this would be a way in from the
 * server, so having asked is part of the test. */
static int x11_opened(s2_session *s, struct s2_peer_open *o)
{
    struct s2_span host = s2_rd_str(&o->more);
    uint32_t port = s2_rd_u32(&o->more);
    char text[HOST_MAX + 1];
    s2_chan *c;
    int rc;

    if (!s2_rd_ok(&o->more))
        return s2_conn_bad(s, o->pkt, "that is cut");
    if (!s2_conn(s)->x11_asked || !s->cb.x11)
        return s2_peer_refuse(s, o, S2_OPEN_PROHIBITED, "X11 was not asked for");
    rc = s2_peer_accept(s, o, &c);
    if (rc || !c)
        return rc;
    host.n = s2_min(host.n, HOST_MAX);
    memset(text, 0, sizeof(text));
    if (host.n)
        memcpy(text, host.p, host.n);
    s->cb.x11(s, c, text, (int)(port & 0xffff), &s->abstract);
    return 0;
}

/* OpenSSH's PROTOCOL; the name without domain is that of the draft. */
static int agent_opened(s2_session *s, struct s2_peer_open *o)
{
    s2_chan *c;
    int rc;

    if (!s2_conn(s)->agent_asked || !s->cb.authagent)
        return s2_peer_refuse(s, o, S2_OPEN_PROHIBITED, "no agent was offered");
    rc = s2_peer_accept(s, o, &c);
    if (!rc && c)
        s->cb.authagent(s, c, &s->abstract);
    return rc;
}

static const struct {
    const char *type;
    int (*opened)(s2_session *s, struct s2_peer_open *o);
} types[] = {{"forwarded-tcpip", s2_fwd_opened},
             {"x11", x11_opened},
             {"auth-agent@openssh.com", agent_opened},
             {"auth-agent", agent_opened}};

/* Judged before the type is: a channel of any type needs a packet size. */
int s2_on_channel_open(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span type = s2_rd_str(&r);
    struct s2_peer_open o;
    size_t i;

    o.remote = s2_rd_u32(&r);
    o.window = s2_rd_u32(&r);
    o.packet = s2_rd_u32(&r);
    o.more = r;
    o.pkt = pkt;
    if (!s2_rd_ok(&r))
        return s2_conn_bad(s, pkt, "that is cut");
    if (o.packet == 0)
        return s2_conn_bad(s, pkt, "with a maximum packet size of 0");
    for (i = 0; i < S2_COUNT(types); i++)
        if (s2_span_is(type, types[i].type))
            return types[i].opened(s, &o);
    return s2_peer_refuse(s, &o, S2_OPEN_UNKNOWN, "unknown channel type");
}
