/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Authentication without keys: the order of requests and answers, methods "none",
 * "password" and "keyboard-interactive", banners, and what a server must not do. */
#include "authsrv.h"

/* Each case runs between setup and free, whatever it finds. */
#define AUTH_CASE(name)                                                                \
    static void name##_with(struct srv *v);                                            \
    T_CASE(name)                                                                       \
    {                                                                                  \
        struct srv *v = srv_new();                                                     \
        name##_with(v);                                                                \
        srv_free(v);                                                                   \
    }                                                                                  \
    static void name##_with(struct srv *v)

#define AGAIN LIBSSH2_ERROR_EAGAIN

static int password(struct srv *v, const char *text)
{
    return s2_auth_password(v->s, JOE, s2_span_str(text), NULL);
}

static int text_has(struct srv *v, const char *part)
{
    return strstr(v->s->err.text, part) != NULL;
}

/* --- none ------------------------------------------------------------------------- */

AUTH_CASE(none_brings_the_list)
{
    struct s2_rd r;

    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    T_EQ(v->sent_n, 1);
    r = srv_request(v, 0, "none");
    T_OK(s2_rd_done(&r));
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    T_EQ(v->sent_n, 1);
    srv_failure(v, "publickey,password", false);
    T_EQ(s2_auth_none(v->s, JOE), 0);
    T_STR(s2_auth_list(v->s), "publickey,password");
    T_OK(!s2_auth_done(v->s));
}

AUTH_CASE(none_asks_anew_each_time)
{
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    srv_failure(v, "password", false);
    T_EQ(s2_auth_none(v->s, JOE), 0);
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    T_EQ(v->sent_n, 2);
    T_OK(s2_auth_list(v->s) == NULL);
    srv_failure(v, "publickey", false);
    T_EQ(s2_auth_none(v->s, JOE), 0);
    T_STR(s2_auth_list(v->s), "publickey");
}

AUTH_CASE(none_may_be_enough)
{
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    srv_success(v);
    T_EQ(s2_auth_none(v->s, JOE), 0);
    T_OK(s2_auth_done(v->s));
    T_OK(s2_auth_list(v->s) == NULL);
    T_EQ(v->s->stage, S2_STAGE_OPEN);
    T_EQ(password(v, "x"), 0);
    T_EQ(v->sent_n, 1);
}

AUTH_CASE(list_outlives_other_failures)
{
    char *list;

    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    srv_failure(v, "publickey,password", false);
    T_EQ(s2_auth_none(v->s, JOE), 0);
    list = s2_auth_list(v->s);
    T_EQ(password(v, "x"), AGAIN);
    srv_failure(v, "hostbased", false);
    T_EQ(password(v, "x"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_STR(list, "publickey,password");
    T_OK(s2_auth_list(v->s) == list);
}

/* --- password ------------------------------------------------------------------------
 */

AUTH_CASE(password_is_sent)
{
    struct s2_rd r;

    T_EQ(password(v, "pass"), AGAIN);
    r = srv_request(v, 0, "password");
    T_EQ(s2_rd_u8(&r), 0);
    T_OK(s2_span_is(s2_rd_str(&r), "pass"));
    T_OK(s2_rd_done(&r));
    srv_success(v);
    T_EQ(password(v, "pass"), 0);
    T_OK(s2_auth_done(v->s));
}

AUTH_CASE(password_refused_says_what_next)
{
    T_EQ(password(v, "pass"), AGAIN);
    srv_failure(v, "publickey,keyboard-interactive", false);
    T_EQ(password(v, "pass"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_STR(v->s->err.text, "password refused for user 'joe'; the server accepts: "
                          "publickey,keyboard-interactive");
    T_EQ(v->s->dead, 0);
}

AUTH_CASE(password_accepted_as_one_of_several)
{
    T_EQ(password(v, "pass"), AGAIN);
    srv_failure(v, "publickey", true);
    T_EQ(password(v, "pass"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_OK(text_has(v, "password accepted for user 'joe'"));
    T_OK(text_has(v, "publickey"));
    T_OK(!s2_auth_done(v->s));
}

AUTH_CASE(password_too_long_is_not_sent)
{
    static char big[40000];

    memset(big, 'x', sizeof(big));
    T_EQ(s2_auth_password(v->s, JOE, s2_span(big, sizeof(big)), NULL),
         LIBSSH2_ERROR_OUT_OF_BOUNDARY);
    T_EQ(v->sent_n, 0);
    T_EQ(password(v, "short"), AGAIN);
}

static int changes;

static LIBSSH2_PASSWD_CHANGEREQ_FUNC(new_password)
{
    (void)session;
    (void)abstract;
    changes++;
    *newpw = malloc(6);
    memcpy(*newpw, "fresh", 6);
    *newpw_len = 5;
}

static LIBSSH2_PASSWD_CHANGEREQ_FUNC(no_password)
{
    (void)session;
    (void)newpw;
    (void)newpw_len;
    (void)abstract;
    changes++;
}

static void expire(struct srv *v)
{
    srv_two(v, SSH_MSG_USERAUTH_60, s2_span_str("too old"), s2_span_str("en"));
}

AUTH_CASE(password_expired_without_callback)
{
    T_EQ(password(v, "pass"), AGAIN);
    expire(v);
    T_EQ(password(v, "pass"), LIBSSH2_ERROR_PASSWORD_EXPIRED);
    T_OK(text_has(v, "too old"));
    T_EQ(s2_auth_password(v->s, JOE, s2_span_str("pass"), no_password), AGAIN);
    expire(v);
    changes = 0;
    T_EQ(s2_auth_password(v->s, JOE, s2_span_str("pass"), no_password),
         LIBSSH2_ERROR_PASSWORD_EXPIRED);
    T_EQ(changes, 1);
}

AUTH_CASE(password_is_changed)
{
    struct s2_span old = s2_span_str("pass");
    struct s2_rd r;

    changes = 0;
    T_EQ(s2_auth_password(v->s, JOE, old, new_password), AGAIN);
    expire(v);
    T_EQ(s2_auth_password(v->s, JOE, old, new_password), AGAIN);
    T_EQ(changes, 1);
    r = srv_request(v, 1, "password");
    T_EQ(s2_rd_u8(&r), 1);
    T_OK(s2_span_is(s2_rd_str(&r), "pass"));
    T_OK(s2_span_is(s2_rd_str(&r), "fresh"));
    T_OK(s2_rd_done(&r));
    expire(v); /* not good enough: asked again */
    T_EQ(s2_auth_password(v->s, JOE, old, new_password), AGAIN);
    T_EQ(changes, 2);
    T_EQ(v->sent_n, 3);
    srv_success(v);
    T_EQ(s2_auth_password(v->s, JOE, old, new_password), 0);
    T_EQ(changes, 2);
}

/* --- order
 * ----------------------------------------------------------------------------- */

AUTH_CASE(next_request_waits_for_the_answer)
{
    T_EQ(password(v, "one"), AGAIN);
    T_EQ(password(v, "two"), AGAIN);
    T_EQ(v->sent_n, 1);
    srv_failure(v, "a", false);
    T_EQ(password(v, "two"), AGAIN);
    T_EQ(v->sent_n, 2);
    srv_failure(v, "b", false);
    /* each call has the answer to its own request */
    T_EQ(password(v, "two"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_EQ(password(v, "one"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_EQ(v->sent_n, 2);
}

AUTH_CASE(answer_to_a_dropped_request_is_swallowed)
{
    T_EQ(password(v, "one"), AGAIN);
    s2_op_end_owner(v->s, v->s);
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    T_EQ(v->sent_n, 1);
    srv_failure(v, "first", false);
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    T_EQ(v->sent_n, 2);
    T_OK(s2_auth_list(v->s) == NULL);
    srv_failure(v, "second", false);
    T_EQ(s2_auth_none(v->s, JOE), 0);
    T_STR(s2_auth_list(v->s), "second");
}

AUTH_CASE(change_request_to_a_dropped_one_is_swallowed)
{
    T_EQ(password(v, "one"), AGAIN);
    s2_op_end_owner(v->s, v->s);
    expire(v);
    T_EQ(password(v, "two"), AGAIN);
    T_EQ(password(v, "two"), AGAIN);
    T_EQ(v->sent_n, 2);
    T_EQ(v->s->dead, 0);
}

AUTH_CASE(success_of_a_dropped_request_counts)
{
    T_EQ(password(v, "one"), AGAIN);
    s2_op_end_owner(v->s, v->s);
    srv_success(v);
    T_EQ(password(v, "two"), 0);
    T_OK(s2_auth_done(v->s));
    T_EQ(v->sent_n, 1);
}

AUTH_CASE(freed_while_waiting)
{
    T_EQ(password(v, "one"), AGAIN);
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    expire(v); /* srv_free does the rest, under the sanitizer */
}

/* --- what no server may do
 * ------------------------------------------------------------ */

AUTH_CASE(answers_need_requests)
{
    T_OK(s2_auth_start(v->s) == 0);
    srv_failure(v, "x", false);
    T_EQ(s2_pump(v->s), LIBSSH2_ERROR_PROTO);
    T_EQ(v->s->dead, LIBSSH2_ERROR_PROTO);
}

AUTH_CASE(success_needs_a_request)
{
    T_OK(s2_auth_start(v->s) == 0);
    srv_success(v);
    T_EQ(s2_pump(v->s), LIBSSH2_ERROR_PROTO);
    T_OK(!s2_auth_done(v->s));
    T_EQ(v->s->stage, S2_STAGE_AUTH);
}

AUTH_CASE(second_answer_ends_the_session)
{
    T_EQ(password(v, "one"), AGAIN);
    srv_failure(v, "x", false);
    srv_failure(v, "x", false);
    T_EQ(password(v, "one"), LIBSSH2_ERROR_PROTO);
}

AUTH_CASE(message_60_must_fit_the_method)
{
    T_EQ(s2_auth_none(v->s, JOE), AGAIN);
    expire(v);
    T_EQ(s2_auth_none(v->s, JOE), LIBSSH2_ERROR_PROTO);
}

AUTH_CASE(nothing_after_success)
{
    T_EQ(password(v, "one"), AGAIN);
    srv_success(v);
    T_EQ(password(v, "one"), 0);
    srv_success(v);
    T_EQ(s2_pump(v->s), LIBSSH2_ERROR_PROTO);
}

/* Every way to cut a FAILURE short, and one byte too many. */
AUTH_CASE(malformed_failure)
{
    static const uint8_t msg[] = {51, 0, 0, 0, 1, 'x', 0, 0};
    size_t n;

    (void)v;
    for (n = 1; n <= sizeof(msg); n++) {
        struct srv *each = srv_new();
        int rc;

        (void)password(each, "one");
        srv_put(each, s2_span(msg, n));
        rc = password(each, "one");
        srv_free(each);
        T_EQ(rc, n == 7 ? LIBSSH2_ERROR_AUTHENTICATION_FAILED : LIBSSH2_ERROR_PROTO);
    }
}

AUTH_CASE(method_list_is_bounded)
{
    char *big = malloc(S2_AUTH_LIST_MAX + 2);

    memset(big, 'm', S2_AUTH_LIST_MAX + 1);
    big[S2_AUTH_LIST_MAX + 1] = 0;
    T_EQ(password(v, "one"), AGAIN);
    srv_failure(v, big + 1, false);
    T_EQ(password(v, "one"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_EQ(password(v, "one"), AGAIN);
    srv_failure(v, big, false);
    free(big);
    T_EQ(password(v, "one"), LIBSSH2_ERROR_PROTO);
}

AUTH_CASE(too_early_and_too_late)
{
    v->s->stage = S2_STAGE_SERVICE;
    T_EQ(password(v, "one"), LIBSSH2_ERROR_BAD_USE);
    v->s->stage = S2_STAGE_AUTH;
    T_EQ(s2_die(v->s, LIBSSH2_ERROR_SOCKET_RECV, "gone"), LIBSSH2_ERROR_SOCKET_RECV);
    T_EQ(password(v, "one"), LIBSSH2_ERROR_SOCKET_RECV);
}

/* --- banner
 * ---------------------------------------------------------------------------- */

static void banner(struct srv *v, const char *text)
{
    srv_two(v, SSH_MSG_USERAUTH_BANNER, s2_span_str(text), s2_span_str(""));
}

AUTH_CASE(banners_add_up)
{
    char *first;

    T_OK(s2_auth_banner(v->s) == NULL);
    T_EQ(password(v, "one"), AGAIN);
    T_OK(s2_auth_banner(v->s) == NULL);
    banner(v, "hello\n");
    banner(v, "world");
    T_EQ(password(v, "one"), AGAIN);
    first = s2_auth_banner(v->s);
    T_STR(first, "hello\nworld");
    banner(v, "!");
    T_EQ(password(v, "one"), AGAIN);
    T_STR(first, "hello\nworld"); /* still there */
    T_STR(s2_auth_banner(v->s), "hello\nworld!");
}

AUTH_CASE(banner_is_cut)
{
    char *big = malloc(S2_AUTH_BANNER_MAX);

    memset(big, 'b', S2_AUTH_BANNER_MAX);
    big[S2_AUTH_BANNER_MAX - 1] = 0;
    T_EQ(password(v, "one"), AGAIN);
    banner(v, big);
    banner(v, "xy");
    free(big);
    T_EQ(password(v, "one"), AGAIN);
    T_EQ(strlen(s2_auth_banner(v->s)), S2_AUTH_BANNER_MAX);
    T_EQ(s2_auth_banner(v->s)[S2_AUTH_BANNER_MAX - 1], 'x');
}

AUTH_CASE(endless_banners_end_the_session)
{
    unsigned i;

    T_EQ(password(v, "one"), AGAIN);
    for (i = 0; i < S2_AUTH_BANNERS; i++)
        banner(v, "");
    T_EQ(password(v, "one"), AGAIN);
    T_EQ(v->s->dead, 0);
    banner(v, "");
    T_EQ(password(v, "one"), LIBSSH2_ERROR_PROTO);
}

/* --- keyboard-interactive
 * --------------------------------------------------------------- */

static struct {
    int rounds, prompts, echo;
    char name[32], first[32];
    const char *answer;
    size_t answer_n;
} kbd;

static LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC(on_kbd)
{
    int i;

    (void)instruction;
    (void)instruction_len;
    (void)abstract;
    kbd.rounds++;
    kbd.prompts = num_prompts;
    memcpy(kbd.name, name, s2_min((size_t)name_len + 1, sizeof(kbd.name)));
    for (i = 0; i < num_prompts; i++) {
        if (!i) {
            memcpy(kbd.first, prompts[0].text, s2_min(prompts[0].length + 1, 31));
            kbd.echo = prompts[0].echo;
        }
        if (responses[i].text || responses[i].length)
            kbd.rounds = -100;
        if (kbd.answer) {
            responses[i].text = malloc(kbd.answer_n + 1);
            memcpy(responses[i].text, kbd.answer, kbd.answer_n);
            responses[i].length = (unsigned)kbd.answer_n;
        }
    }
}

static int kbdint(struct srv *v)
{
    return s2_auth_kbdint(v->s, JOE, on_kbd);
}

/* INFO_REQUEST with count prompts announced, and `real` in it. */
static void ask(struct srv *v, uint32_t count, uint32_t real)
{
    struct s2_wr w = s2_wr_growing(&v->mem);
    uint32_t i;

    s2_wr_u8(&w, SSH_MSG_USERAUTH_60);
    s2_wr_cstr(&w, "round");
    s2_wr_cstr(&w, "do answer");
    s2_wr_cstr(&w, "");
    s2_wr_u32(&w, count);
    for (i = 0; i < real; i++) {
        s2_wr_cstr(&w, "Code: ");
        s2_wr_bool(&w, true);
    }
    srv_put_wr(v, &w);
}

static void kbd_reset(const char *answer)
{
    memset(&kbd, 0, sizeof(kbd));
    kbd.answer = answer;
    kbd.answer_n = answer ? strlen(answer) : 0;
}

AUTH_CASE(kbdint_rounds)
{
    struct s2_rd r;

    kbd_reset("123");
    T_EQ(kbdint(v), AGAIN);
    r = srv_request(v, 0, "keyboard-interactive");
    T_EQ(s2_rd_str(&r).n, 0);
    T_EQ(s2_rd_str(&r).n, 0);
    T_OK(s2_rd_done(&r));
    ask(v, 2, 2);
    T_EQ(kbdint(v), AGAIN);
    T_EQ(kbd.rounds, 1);
    T_EQ(kbd.prompts, 2);
    T_STR(kbd.name, "round");
    T_STR(kbd.first, "Code: ");
    T_EQ(kbd.echo, 1);
    T_EQ(v->sent_n, 2);
    T_MEM(v->sent[1].p, v->sent[1].n, "=\0\0\0\2\0\0\0\003123\0\0\0\003123", 19);
    ask(v, 0, 0);
    T_EQ(kbdint(v), AGAIN);
    T_EQ(kbd.rounds, 2);
    T_EQ(kbd.prompts, 0);
    T_MEM(v->sent[2].p, v->sent[2].n, "=\0\0\0\0", 5);
    srv_success(v);
    T_EQ(kbdint(v), 0);
}

AUTH_CASE(kbdint_without_answers)
{
    kbd_reset(NULL);
    T_EQ(kbdint(v), AGAIN);
    ask(v, 1, 1);
    T_EQ(kbdint(v), AGAIN);
    T_MEM(v->sent[1].p, v->sent[1].n, "=\0\0\0\1\0\0\0\0", 9);
    srv_failure(v, "password", false);
    T_EQ(kbdint(v), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_OK(text_has(v, "keyboard-interactive refused"));
}

AUTH_CASE(kbdint_too_many_prompts)
{
    kbd_reset("x");
    T_EQ(kbdint(v), AGAIN);
    ask(v, S2_AUTH_PROMPTS + 1, S2_AUTH_PROMPTS + 1);
    T_EQ(kbdint(v), LIBSSH2_ERROR_OUT_OF_BOUNDARY);
    T_EQ(kbd.rounds, 0);
    T_EQ(kbdint(v), AGAIN);
    ask(v, S2_AUTH_PROMPTS, S2_AUTH_PROMPTS);
    T_EQ(kbdint(v), AGAIN);
    T_EQ(kbd.prompts, S2_AUTH_PROMPTS);
}

AUTH_CASE(kbdint_lying_about_prompts)
{
    kbd_reset("x");
    T_EQ(kbdint(v), AGAIN);
    ask(v, 3, 2);
    T_EQ(kbdint(v), LIBSSH2_ERROR_PROTO);
    T_EQ(kbd.rounds, 0);
}

AUTH_CASE(kbdint_too_long_an_answer)
{
    static char big[S2_AUTH_MESSAGE_MAX];

    memset(big, 'a', sizeof(big) - 1);
    kbd_reset(big);
    T_EQ(kbdint(v), AGAIN);
    ask(v, 2, 2);
    T_EQ(kbdint(v), LIBSSH2_ERROR_OUT_OF_BOUNDARY);
    T_EQ(v->sent_n, 1);
}

AUTH_CASE(kbdint_ends)
{
    unsigned i;

    kbd_reset("x");
    T_EQ(kbdint(v), AGAIN);
    for (i = 0; i < S2_AUTH_ROUNDS; i++) {
        ask(v, 0, 0);
        T_EQ(kbdint(v), AGAIN);
    }
    ask(v, 0, 0);
    T_EQ(kbdint(v), LIBSSH2_ERROR_OUT_OF_BOUNDARY);
}

/* --- memory
 * ------------------------------------------------------------------------------ */

/* One login with a change of password, in which the n-th allocation fails. */
static int starved_login(struct srv *v, unsigned n)
{
    struct s2_span old = s2_span_str("pass");
    int i, rc = AGAIN;

    v->starve = 1;
    v->allocs_left = n;
    for (i = 0; i < 6 && rc == AGAIN; i++) {
        if (i == 1)
            banner(v, "hi");
        if (i == 1)
            expire(v);
        if (i == 3)
            srv_success(v);
        rc = s2_auth_password(v->s, JOE, old, new_password);
    }
    v->starve = 0;
    return rc;
}

T_CASE(every_allocation_may_fail)
{
    unsigned n;
    int rc = LIBSSH2_ERROR_ALLOC;

    for (n = 0; rc && n < 200; n++) {
        struct srv *v = srv_new();

        rc = starved_login(v, n);
        srv_free(v);
        T_OK(rc == 0 || rc == LIBSSH2_ERROR_ALLOC);
    }
    T_EQ(rc, 0);
    T_OK(n > 5);
}

T_SUITE(auth) = {T_RUN(none_brings_the_list),
                 T_RUN(none_asks_anew_each_time),
                 T_RUN(none_may_be_enough),
                 T_RUN(list_outlives_other_failures),
                 T_RUN(password_is_sent),
                 T_RUN(password_refused_says_what_next),
                 T_RUN(password_accepted_as_one_of_several),
                 T_RUN(password_too_long_is_not_sent),
                 T_RUN(password_expired_without_callback),
                 T_RUN(password_is_changed),
                 T_RUN(next_request_waits_for_the_answer),
                 T_RUN(answer_to_a_dropped_request_is_swallowed),
                 T_RUN(change_request_to_a_dropped_one_is_swallowed),
                 T_RUN(success_of_a_dropped_request_counts),
                 T_RUN(freed_while_waiting),
                 T_RUN(answers_need_requests),
                 T_RUN(success_needs_a_request),
                 T_RUN(second_answer_ends_the_session),
                 T_RUN(message_60_must_fit_the_method),
                 T_RUN(nothing_after_success),
                 T_RUN(malformed_failure),
                 T_RUN(method_list_is_bounded),
                 T_RUN(too_early_and_too_late),
                 T_RUN(banners_add_up),
                 T_RUN(banner_is_cut),
                 T_RUN(endless_banners_end_the_session),
                 T_RUN(kbdint_rounds),
                 T_RUN(kbdint_without_answers),
                 T_RUN(kbdint_too_many_prompts),
                 T_RUN(kbdint_lying_about_prompts),
                 T_RUN(kbdint_too_long_an_answer),
                 T_RUN(kbdint_ends),
                 T_RUN(every_allocation_may_fail),
                 T_END};
