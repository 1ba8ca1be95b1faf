/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of forwarding: TCP ports, sockets, the agent, X11. */
#include "api/api.h"
#include "conn/conn.h"

static struct s2_end endpoint(const char *host, int port)
{
    struct s2_end e;

    e.host = s2_span_str(host);
    e.port = (uint32_t)port;
    return e;
}

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

LIBSSH2_API LIBSSH2_CHANNEL *libssh2_channel_forward_accept(LIBSSH2_LISTENER *listener)
{
    LIBSSH2_CHANNEL *chan = NULL;
    int rc;

    if (!listener)
        return NULL;
    S2_CALL(s2_fwd_session(listener), rc, s2_fwd_accept(listener, &chan));
    return rc ? NULL : chan;
}

LIBSSH2_API int libssh2_channel_forward_cancel(LIBSSH2_LISTENER *listener)
{
    int rc;

    if (!listener)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_fwd_session(listener), rc, s2_fwd_cancel(listener));
    return rc;
}

LIBSSH2_API int libssh2_channel_request_auth_agent(LIBSSH2_CHANNEL *channel)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc, s2_chan_agent(channel));
    return rc;
}

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
