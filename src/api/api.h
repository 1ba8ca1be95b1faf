/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What the files of exported functions share: entering and leaving the library, and the
 * one loop that makes a resumable function blocking.  All layers below are
 * non-blocking; only api/ knows the session's mode.
 *
 * Form of an exported function:
 *
 *     int libssh2_channel_close(LIBSSH2_CHANNEL *channel)
 *     {
 *         int rc;
 *         if (!channel)
 *             return LIBSSH2_ERROR_BAD_USE;
 *         S2_CALL(s2_chan_session(channel), rc, s2_chan_close(channel));
 *         return rc;
 *     }
 */
#ifndef S2_API_API_H
#define S2_API_API_H

#include "trans/trans.h"

struct s2_call {
    s2_session *s;
    uint64_t deadline; /* ms; 0: none */
    uint64_t outer;    /* s->until of the call that this one was called back from */
};

/* Enter: forget the last error, note the deadline.  Never fails (a dead session is
 * found by the function that is called, so that data which had arrived can be read). */
void s2_call_begin(struct s2_call *c, s2_session *s);

/* rc is what the resumable function returned.  True: it was EAGAIN, the session is
 * blocking, and the socket is ready now or something was sent: call again.  False: *rc
 * is the final result (EAGAIN in non-blocking mode; TIMEOUT when the deadline passed)
 * and the call has been left: error stored, buffers trimmed. */
bool s2_call_again(struct s2_call *c, int *rc);

/* rc = expression, repeated as the session's mode wants. */
#define S2_CALL(session, rc, expression)                                               \
    do {                                                                               \
        struct s2_call call_;                                                          \
        s2_call_begin(&call_, (session));                                              \
        do {                                                                           \
            (rc) = (expression);                                                       \
        } while (s2_call_again(&call_, &(rc)));                                        \
    } while (0)

/* As S2_CALL, but a success leaves the error of an earlier call readable: for close,
 * free and such, which programs call before they print what went wrong. */
#define S2_CALL_QUIET(session, rc, expression)                                         \
    do {                                                                               \
        s2_session *quiet_ = (session); /* the expression may free what names it */    \
        struct s2_err kept_ = quiet_->err;                                             \
        S2_CALL(quiet_, rc, expression);                                               \
        if (!(rc))                                                                     \
            quiet_->err = kept_;                                                       \
    } while (0)

#endif
