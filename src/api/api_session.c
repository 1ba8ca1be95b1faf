/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of the session's life and state. */
#include "api/api.h"
#include "auth/auth.h"
#include "crypto/start.h"
#include "os/os.h"
#include "ringssh.h"

/* Starts the crypto library if libssh2_init was never called, as many programs leave it
 * out. Each callback may be NULL by itself. */
LIBSSH2_API LIBSSH2_SESSION *
libssh2_session_init_ex(LIBSSH2_ALLOC_FUNC((*my_alloc)), LIBSSH2_FREE_FUNC((*my_free)),
                        LIBSSH2_REALLOC_FUNC((*my_realloc)), void *abstract)
{
    if (s2_crypto_start())
        return NULL;
    return s2_session_new(my_alloc, my_free, my_realloc, abstract);
}

/* Never EAGAIN, unlike libssh2: channels and listeners go without waiting for the
 * server, and the socket stays open and the caller's. */
LIBSSH2_API int libssh2_session_free(LIBSSH2_SESSION *session)
{
    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    s2_session_free(session);
    return 0;
}

/* The address, through which programs set the pointer between two calls. */
LIBSSH2_API void **libssh2_session_abstract(LIBSSH2_SESSION *session)
{
    return session ? &session->abstract : NULL;
}

/* 0: keys are in use and the server has accepted ssh-userauth; the host key can be
 * asked for and is still to be judged. After EAGAIN the same socket is passed again. */
LIBSSH2_API int libssh2_session_handshake(LIBSSH2_SESSION *session,
                                          libssh2_socket_t socket)
{
    int rc;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    /* first, because a server may send its banner with the end of the handshake */
    rc = s2_auth_start(session);
    if (rc)
        return rc;
    S2_CALL(session, rc, s2_handshake(session, socket));
    return rc;
}

/* The older name, from when a socket was an int everywhere. */
LIBSSH2_API int libssh2_session_startup(LIBSSH2_SESSION *session, int sock)
{
    return libssh2_session_handshake(session, (libssh2_socket_t)sock);
}

/* Longer texts are refused rather than cut. */
#define GOODBYE_MAX 256

/* RFC 4253 section 11.1. Neither frees nor closes anything; whether the server got it
 * is not reported, as nothing would follow from it. */
LIBSSH2_API int libssh2_session_disconnect_ex(LIBSSH2_SESSION *session, int reason,
                                              const char *description, const char *lang)
{
    struct s2_span text = s2_span_str(description), tongue = s2_span_str(lang);
    int rc;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    if (text.n > GOODBYE_MAX || tongue.n > GOODBYE_MAX)
        return s2_fail(&session->err, LIBSSH2_ERROR_INVAL,
                       "the text of a disconnect is limited to %d bytes", GOODBYE_MAX);
    S2_CALL_QUIET(session, rc, s2_disconnect(session, reason, text, tongue));
    return rc;
}

/* --- identification ---------------------------------------------------------- */

/* Our line of RFC 4253 section 4.2, without CR LF, before the handshake. It must begin
 * with SSH-2.0-, which is not checked. NULL or an empty text: the default. */
LIBSSH2_API int libssh2_session_banner_set(LIBSSH2_SESSION *session, const char *banner)
{
    char *copy = NULL;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    if (banner && *banner) {
        if (strlen(banner) > 253 || strpbrk(banner, "\r\n"))
            return s2_fail(&session->err, LIBSSH2_ERROR_INVAL,
                           "an identification is one line of at most 253 characters");
        copy = s2_memdup(&session->mem, s2_span_str(banner));
        if (!copy)
            return s2_fail(&session->err, LIBSSH2_ERROR_ALLOC,
                           "no memory for a banner");
    }
    s2_free(&session->mem, session->ident_own);
    session->ident_own = copy;
    return 0;
}

/* The older name. */
LIBSSH2_API int libssh2_banner_set(LIBSSH2_SESSION *session, const char *banner)
{
    return libssh2_session_banner_set(session, banner);
}

/* The server's line, inside the session; NULL until it has come. */
LIBSSH2_API const char *libssh2_session_banner_get(LIBSSH2_SESSION *session)
{
    return session ? session->ident_peer : NULL;
}

/* --- modes and limits --------------------------------------------------------- */

/* May change at any time, even between two repeats of one call: the layers below never
 * know the mode. The getter returns the very value that was set. */
LIBSSH2_API void libssh2_session_set_blocking(LIBSSH2_SESSION *session, int blocking)
{
    if (session)
        session->blocking = blocking;
}

LIBSSH2_API int libssh2_session_get_blocking(LIBSSH2_SESSION *session)
{
    return session ? session->blocking : 0;
}

/* Of a whole blocking call, in milliseconds; 0 waits for ever. */
LIBSSH2_API void libssh2_session_set_timeout(LIBSSH2_SESSION *session, long timeout_ms)
{
    if (session)
        session->timeout_ms = timeout_ms;
}

LIBSSH2_API long libssh2_session_get_timeout(LIBSSH2_SESSION *session)
{
    return session ? session->timeout_ms : 0;
}

/* Of one awaited reply, in seconds and in both modes; 60 unless a positive number is
 * given. */
LIBSSH2_API void libssh2_session_set_read_timeout(LIBSSH2_SESSION *session,
                                                  long timeout_s)
{
    if (session)
        session->read_timeout_s = timeout_s > 0 ? timeout_s : 60;
}

LIBSSH2_API long libssh2_session_get_read_timeout(LIBSSH2_SESSION *session)
{
    return session ? session->read_timeout_s : 0;
}

/* To be asked right after EAGAIN. INBOUND is always among them, as anything may
 * come. */
LIBSSH2_API int libssh2_session_block_directions(LIBSSH2_SESSION *session)
{
    int dirs;

    if (!session)
        return 0;
    dirs = s2_directions(session);
    if (session->waiting && session->handled != session->waiting_from)
        dirs |= LIBSSH2_SESSION_BLOCK_OUTBOUND; /* see note_waiting in api.c */
    session->round_over = true;
    return dirs;
}

/* Local. An unknown flag is not stored as the last error, as in libssh2. */
LIBSSH2_API int libssh2_session_flag(LIBSSH2_SESSION *session, int flag, int value)
{
    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    switch (flag) {
    case LIBSSH2_FLAG_SIGPIPE:
        session->io_flags = value ? 0 : s2_os_nosignal();
        return 0;
    case LIBSSH2_FLAG_COMPRESS:
        session->compress = value != 0;
        return 0;
    case LIBSSH2_FLAG_QUOTE_PATHS:
        session->quote_paths = value != 0;
        return 0;
    default:
        return LIBSSH2_ERROR_INVAL;
    }
}

/* Ours, not libssh2's. 0 sets the default of that limit (RFC 4253 section 9). */
LIBSSH2_API int ringssh_session_set_rekey(LIBSSH2_SESSION *session,
                                          libssh2_uint64_t bytes,
                                          libssh2_uint64_t packets,
                                          unsigned int seconds)
{
    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    session->limits.bytes = bytes ? bytes : S2_REKEY_BYTES;
    session->limits.packets = packets ? packets : S2_REKEY_PACKETS;
    session->limits.ms = seconds ? (uint64_t)seconds * 1000 : S2_REKEY_MS;
    return 0;
}

/* Ours as well: the exchange begins at the next call that moves packets. */
LIBSSH2_API int ringssh_session_rekey(LIBSSH2_SESSION *session)
{
    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    session->rekey_asked = true;
    return 0;
}

/* --- errors ----------------------------------------------------------------------- */

/* The text of the session is valid until the next call that enters the library; with
 * want_buf the caller gets a copy to free. Every out-pointer may be NULL. */
LIBSSH2_API int libssh2_session_last_error(LIBSSH2_SESSION *session, char **errmsg,
                                           int *errmsg_len, int want_buf)
{
    struct s2_span text;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    text = s2_span_str(session->err.text);
    if (errmsg_len)
        *errmsg_len = (int)text.n;
    if (errmsg)
        *errmsg = want_buf ? s2_memdup(&session->mem, text) : session->err.text;
    return session->err.code;
}

LIBSSH2_API int libssh2_session_last_errno(LIBSSH2_SESSION *session)
{
    return session ? session->err.code : 0;
}

/* For programs that pass errors of their own on through the session. */
LIBSSH2_API int libssh2_session_set_last_error(LIBSSH2_SESSION *session, int errcode,
                                               const char *errmsg)
{
    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    return s2_fail(&session->err, errcode, "%s", errmsg ? errmsg : "");
}

/* --- trace ---------------------------------------------------------------------------
 */

/* Always built in, unlike libssh2, where it takes a debug build. */
LIBSSH2_API int libssh2_trace(LIBSSH2_SESSION *session, int bitmask)
{
    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    session->trace_mask = bitmask;
    return 0;
}

/* NULL goes back to the standard error stream. */
LIBSSH2_API int libssh2_trace_sethandler(LIBSSH2_SESSION *session, void *context,
                                         libssh2_trace_handler_func callback)
{
    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    session->trace = callback;
    session->trace_ctx = context;
    return 0;
}
