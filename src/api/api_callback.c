/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions that install callbacks. */
#include "api/api.h"

/* Exchange one callback of its own type for the new one, both seen as generic. */
#define SWAP(member, type)                                                             \
    do {                                                                               \
        libssh2_cb_generic *old_ = (libssh2_cb_generic *)session->cb.member;           \
        session->cb.member = (type)callback;                                           \
        return old_;                                                                   \
    } while (0)

LIBSSH2_API libssh2_cb_generic *
libssh2_session_callback_set2(LIBSSH2_SESSION *session, int cbtype,
                              libssh2_cb_generic *callback)
{
    if (!session)
        return NULL;
    /* A session cannot do without these two: NULL only asks which are in use. */
    if (!callback && cbtype == LIBSSH2_CALLBACK_SEND)
        return (libssh2_cb_generic *)session->cb.send;
    if (!callback && cbtype == LIBSSH2_CALLBACK_RECV)
        return (libssh2_cb_generic *)session->cb.recv;
    switch (cbtype) {
    case LIBSSH2_CALLBACK_IGNORE:
        SWAP(ignore, LIBSSH2_IGNORE_FUNC((*)));
    case LIBSSH2_CALLBACK_DEBUG:
        SWAP(debug, LIBSSH2_DEBUG_FUNC((*)));
    case LIBSSH2_CALLBACK_DISCONNECT:
        SWAP(disconnect, LIBSSH2_DISCONNECT_FUNC((*)));
    case LIBSSH2_CALLBACK_MACERROR:
        SWAP(macerror, LIBSSH2_MACERROR_FUNC((*)));
    case LIBSSH2_CALLBACK_X11:
        SWAP(x11, LIBSSH2_X11_OPEN_FUNC((*)));
    case LIBSSH2_CALLBACK_SEND:
        SWAP(send, LIBSSH2_SEND_FUNC((*)));
    case LIBSSH2_CALLBACK_RECV:
        SWAP(recv, LIBSSH2_RECV_FUNC((*)));
    case LIBSSH2_CALLBACK_AUTHAGENT:
        SWAP(authagent, LIBSSH2_AUTHAGENT_FUNC((*)));
    case LIBSSH2_CALLBACK_AUTHAGENT_IDENTITIES:
        SWAP(add_identities, LIBSSH2_ADD_IDENTITIES_FUNC((*)));
    case LIBSSH2_CALLBACK_AUTHAGENT_SIGN:
        SWAP(agent_sign, LIBSSH2_AUTHAGENT_SIGN_FUNC((*)));
    default:
        return NULL;
    }
}

/* The older form passes functions as data pointers, which C does not convert: their
 * bytes are copied (POSIX and Windows promise that both have one size). */
LIBSSH2_API void *libssh2_session_callback_set(LIBSSH2_SESSION *session, int cbtype,
                                               void *callback)
{
    libssh2_cb_generic *fn = NULL, *old;
    void *result = NULL;

    memcpy(&fn, &callback, sizeof(fn));
    old = libssh2_session_callback_set2(session, cbtype, fn);
    memcpy(&result, &old, sizeof(result));
    return result;
}
