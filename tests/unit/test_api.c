/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The blocking loop and what is said to programs that wait by themselves. */
#include "api/api.h"
#include "t.h"

/* A call that ends with rc after `messages` were handled in it. */
static void call(s2_session *s, int rc, unsigned messages)
{
    struct s2_call c;

    s2_call_begin(&c, s);
    s->handled += messages;
    while (s2_call_again(&c, &rc))
        ;
}

#define WAKE_IN  LIBSSH2_SESSION_BLOCK_INBOUND
#define WAKE_OUT LIBSSH2_SESSION_BLOCK_OUTBOUND

static void one_at_a_time(s2_session *s)
{
    call(s, LIBSSH2_ERROR_EAGAIN, 3);
    T_EQ(libssh2_session_block_directions(s), WAKE_IN);
    call(s, LIBSSH2_ERROR_EAGAIN, 2);
    T_EQ(libssh2_session_block_directions(s), WAKE_IN);
    T_EQ(libssh2_session_block_directions(s), WAKE_IN);
    T_EQ(libssh2_session_last_errno(s), LIBSSH2_ERROR_EAGAIN);
}

T_CASE(api_one_waiting_call_sleeps)
{
    s2_session *s = libssh2_session_init();

    libssh2_session_set_blocking(s, 0);
    one_at_a_time(s);
    libssh2_session_free(s);
}

/* The second call received messages: the first may have its answer. */
static void two_in_turn(s2_session *s)
{
    call(s, LIBSSH2_ERROR_EAGAIN, 0);
    call(s, 0, 2);
    T_EQ(libssh2_session_block_directions(s), WAKE_IN | WAKE_OUT);
    T_EQ(libssh2_session_block_directions(s), WAKE_IN | WAKE_OUT);
    /* The next round finds nothing more: it may sleep. */
    call(s, LIBSSH2_ERROR_EAGAIN, 0);
    call(s, LIBSSH2_ERROR_EAGAIN, 0);
    T_EQ(libssh2_session_block_directions(s), WAKE_IN);
}

T_CASE(api_news_for_another_call_ends_the_sleep)
{
    s2_session *s = libssh2_session_init();

    libssh2_session_set_blocking(s, 0);
    two_in_turn(s);
    libssh2_session_free(s);
}

/* A failure has its code and a text; close and such keep an earlier one. */
static void errors(s2_session *s)
{
    char *text = NULL;
    int rc;

    call(s, LIBSSH2_ERROR_PROTO, 0);
    T_EQ(libssh2_session_last_error(s, &text, NULL, 0), LIBSSH2_ERROR_PROTO);
    T_OK(text[0] != 0);
    S2_CALL_QUIET(s, rc, 0);
    T_EQ(rc, 0);
    T_EQ(libssh2_session_last_errno(s), LIBSSH2_ERROR_PROTO);
    S2_CALL(s, rc, 0);
    T_EQ(libssh2_session_last_errno(s), 0);
}

T_CASE(api_errors_are_kept_by_quiet_calls)
{
    s2_session *s = libssh2_session_init();

    errors(s);
    libssh2_session_free(s);
}

T_CASE(api_callbacks_are_never_null)
{
    s2_session *s = libssh2_session_init();
    libssh2_cb_generic *first =
        libssh2_session_callback_set2(s, LIBSSH2_CALLBACK_SEND, NULL);
    libssh2_cb_generic *second =
        libssh2_session_callback_set2(s, LIBSSH2_CALLBACK_SEND, NULL);

    libssh2_session_free(s);
    T_OK(first != NULL && first == second);
}

T_SUITE(api) = {T_RUN(api_one_waiting_call_sleeps),
                T_RUN(api_news_for_another_call_ends_the_sleep),
                T_RUN(api_errors_are_kept_by_quiet_calls),
                T_RUN(api_callbacks_are_never_null), T_END};
