/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of forwarding: TCP ports, sockets, the agent, X11. */
#include "api/api.h"
#include "conn/conn.h"

/* NULL is an empty host: what that means is for the request to say. */
static struct s2_end endpoint(const char *host, int port)
{
    struct s2_end e;

    e.host = s2_span_str(host);
    e.port = (uint32_t)port;
    return e;
}

/* RFC 4254 section 7.2. The server resolves host; shost and sport are told to it as the
 * origin and not checked by anybody. NULL: as libssh2_channel_open_ex. */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_channel_direct_tcpip_ex(LIBSSH2_SESSION *session,
                                                             const char *host, int port,
                                                             const char *shost,
                                                             int sport)
{
    LIBSSH2_CHANNEL *chan = NULL;
    int rc;

    if (!session)
        return NULL;
    S2_CALL(
        session, rc,
        s2_fwd_direct(session, endpoint(host, port), endpoint(shost, sport), &chan));
    return rc ? NULL : chan;
}

/* The same for a socket in the server's file system, by OpenSSH's direct-streamlocal
 * extension (its PROTOCOL, section 2.4). */
LIBSSH2_API LIBSSH2_CHANNEL *
libssh2_channel_direct_streamlocal_ex(LIBSSH2_SESSION *session, const char *socket_path,
                                      const char *shost, int sport)
{
    LIBSSH2_CHANNEL *chan = NULL;
    int rc;

    if (!session)
        return NULL;
    S2_CALL(session, rc,
            s2_fwd_streamlocal(session, endpoint(socket_path, 0),
                               endpoint(shost, sport), &chan));
    return rc ? NULL : chan;
}

/* RFC 4254 section 7.1. With port 0 the server chooses, and *bound_port tells. More
 * connections than queue_maxsize are refused until some are accepted; 0 sets no limit
 * of the caller's. */
LIBSSH2_API LIBSSH2_LISTENER *
libssh2_channel_forward_listen_ex(LIBSSH2_SESSION *session, const char *host, int port,
                                  int *bound_port, int queue_maxsize)
{
    unsigned max = queue_maxsize > 0 ? (unsigned)queue_maxsize : 0;
    LIBSSH2_LISTENER *listener = NULL;
    int rc;

    if (!session)
        return NULL;
    S2_CALL(session, rc, s2_fwd_listen(session, endpoint(host, port), max, &listener));
    if (rc)
        return NULL;
    if (bound_port)
        *bound_port = (int)s2_fwd_port(listener);
    return listener;
}

/* The oldest connection that waits. In blocking mode it waits for one; else NULL with
 * EAGAIN as the last error. The channel is the caller's to free. */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_channel_forward_accept(LIBSSH2_LISTENER *listener)
{
    LIBSSH2_CHANNEL *chan = NULL;
    int rc;

    if (!listener)
        return NULL;
    S2_CALL(s2_fwd_session(listener), rc, s2_fwd_accept(listener, &chan));
    return rc ? NULL : chan;
}

/* Connections that nobody accepted go with the listener; channels that were accepted
 * stay. The listener is gone unless EAGAIN is returned. */
LIBSSH2_API int libssh2_channel_forward_cancel(LIBSSH2_LISTENER *listener)
{
    int rc;

    if (!listener)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_fwd_session(listener), rc, s2_fwd_cancel(listener));
    return rc;
}

/* Servers know this request by OpenSSH's name or by the plain one: both are tried. */
LIBSSH2_API int libssh2_channel_request_auth_agent(LIBSSH2_CHANNEL *channel)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc, s2_chan_agent(channel));
    return rc;
}

/* RFC 4254 section 6.3.1. Without protocol and cookie a random MIT-MAGIC-COOKIE-1 is
 * sent. Connections then come to the X11 callback of the session. */
LIBSSH2_API int libssh2_channel_x11_req_ex(LIBSSH2_CHANNEL *channel,
                                           int single_connection,
                                           const char *auth_proto,
                                           const char *auth_cookie, int screen_number)
{
    enum s2_x11_use use = single_connection ? S2_X11_ONCE : S2_X11_MANY;
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc,
            s2_chan_x11(channel, use, s2_span_str(auth_proto), s2_span_str(auth_cookie),
                        (uint32_t)screen_number));
    return rc;
}
