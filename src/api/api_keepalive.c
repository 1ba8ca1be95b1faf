/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of keepalives.
 *
 * Blocking calls send keepalives by themselves while they wait; a program that waits
 * for the socket itself calls libssh2_keepalive_send and sleeps no longer than it says.
 */
#include "api/api.h"
#include "conn/conn.h"

/* As documented: an interval of one second counts as two. */
#define INTERVAL_MIN 2u

LIBSSH2_API void libssh2_keepalive_config(LIBSSH2_SESSION *session, int want_reply,
                                          unsigned int interval_s)
{
    if (!session)
        return;
    if (interval_s > 0 && interval_s < INTERVAL_MIN)
        interval_s = INTERVAL_MIN;
    session->keepalive_ms = (uint64_t)interval_s * 1000;
    session->keepalive_reply = want_reply != 0;
}

LIBSSH2_API int libssh2_keepalive_send(LIBSSH2_SESSION *session, int *seconds_to_next)
{
    int next = 0, rc;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    rc = s2_keepalive(session, &next);
    if (seconds_to_next)
        *seconds_to_next = next;
    return rc;
}
