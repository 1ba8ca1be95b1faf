/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The blocking loop. See api.h. */
#include "api/api.h"
#include "conn/conn.h"
#include "os/os.h"

/* A blocking call looks at least this often whether an operation has waited too long.
 */
#define SLICE_MS 1000

void s2_call_begin(struct s2_call *c, s2_session *s)
{
    c->s = s;
    c->deadline = s->timeout_ms > 0 ? s2_now() + (uint64_t)s->timeout_ms : 0;
    c->outer = s->until;
    /* Also a call that finds work all the time ends: at its deadline, or when it would
     * keep a non-blocking program away from its other work. */
    s->until = s->blocking ? c->deadline : s2_now() + s2_patience(s);
    s->in_call++;
    if (s->round_over)
        s->waiting = s->round_over = false;
    s2_err_clear(&s->err);
}

/* A program drives several channels or files in turn: one says EAGAIN, the call for
 * another then receives what the first was waiting for, and the program goes to sleep
 * on a socket with nothing left to read.  So it is noted what had been handled when the
 * first EAGAIN of a round was said; if more has come by the time that the directions
 * are asked for, they include "writable", which ends the sleep at once.  One spare
 * round is the price, and a program with one thing at a time never pays it. */
static void note_waiting(s2_session *s)
{
    if (s->waiting)
        return;
    s->waiting = true;
    s->waiting_from = s->handled;
}

/* Leave the library with a final result: every failure has its code and text stored. */
static bool leave(struct s2_call *c, int rc)
{
    s2_session *s = c->s;

    if (rc == LIBSSH2_ERROR_EAGAIN) {
        s2_fail(&s->err, rc, "would block");
        note_waiting(s);
    } else if (rc < 0)
        s2_fail_unless(&s->err, rc, "libssh2");
    if (rc < 0 && rc != LIBSSH2_ERROR_EAGAIN)
        s2_trace(s, LIBSSH2_TRACE_ERROR, "%d: %s", rc, s->err.text);
    if (s->dead && !s->in_pump)
        s2_farewell(s);
    s->until = c->outer;
    s->in_call--;
    if (!s->in_call)
        s2_trim(s);
    return false;
}

/* How long to wait at most: up to the deadline, the next keepalive, one slice. */
static int64_t wait_ms(const struct s2_call *c, uint64_t now, int next_keepalive_s)
{
    int64_t ms = SLICE_MS;

    if (c->deadline && (int64_t)(c->deadline - now) < ms)
        ms = (int64_t)(c->deadline - now);
    if (next_keepalive_s > 0 && (int64_t)next_keepalive_s * 1000 < ms)
        ms = (int64_t)next_keepalive_s * 1000;
    return ms;
}

/* Wait until the socket can move.  0, or what ends the call. */
static int wait_socket(struct s2_call *c)
{
    s2_session *s = c->s;
    uint64_t now = s2_now();
    int next = 0, rc;

    if (c->deadline && now >= c->deadline)
        return s2_fail(&s->err, LIBSSH2_ERROR_TIMEOUT, "timed out after %ld ms",
                       s->timeout_ms);
    rc = s2_keepalive(s, &next);
    if (rc && rc != LIBSSH2_ERROR_EAGAIN)
        return rc;
    rc = s2_os_wait(s->fd, s2_directions(s), wait_ms(c, now, next));
    return rc < 0 ? s2_fail(&s->err, rc, "the socket cannot be waited for") : 0;
}

bool s2_call_again(struct s2_call *c, int *rc)
{
    s2_session *s = c->s;

    if (*rc != LIBSSH2_ERROR_EAGAIN || !s->blocking)
        return leave(c, *rc);
    /* A callback that calls back cannot wait: the packets come from below it. */
    if (s->in_pump)
        *rc = s2_fail(&s->err, LIBSSH2_ERROR_BAD_USE,
                      "a blocking call from inside a callback");
    else
        *rc = wait_socket(c);
    return *rc ? leave(c, *rc) : true;
}
