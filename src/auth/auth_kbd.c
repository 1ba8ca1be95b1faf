/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Method "keyboard-interactive" (RFC 4256): the server asks in rounds, the application
 * answers each of them in its callback. */
#include "auth/authop.h"

struct kbd_op {
    struct s2_auth_op a;
    s2_kbdint_fn *answer;
    unsigned rounds;
};

static struct kbd_op *kbd_op(struct s2_op *op)
{
    return S2_CONTAINER_OF(op, struct kbd_op, a.op);
}

enum { STEP_SEND, STEP_AWAIT, STEP_ROUND };

/* One round as the callback sees it.  All its texts lie in one pool, each with a NUL
 * behind it that no length counts, for the many callbacks that print them with %s. */
struct round {
    char *pool;
    struct s2_span name, instruction;
    uint32_t n;
    LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts;
    LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses;
};

/* Language and submethods are left empty (RFC 4256 section 3.1): the first is
 * deprecated, and of the second only the server knows what it has. */
static int kbd_send(s2_session *s, struct s2_op *op)
{
    struct s2_auth_op *o = s2_auth_op(op);
    struct s2_wr w;
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    w = s2_auth_request(s, o, "keyboard-interactive");
    s2_wr_cstr(&w, ""); /* language */
    s2_wr_cstr(&w, ""); /* submethods: the server chooses */
    return s2_auth_send(s, o, &w, S2_AUTH_TAKES_60);
}

static int kbd_await(s2_session *s, struct s2_op *op)
{
    return s2_auth_await(s, s2_auth_op(op), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
}

/* Copy text to the pool at *at.  There it needs a NUL where the message had a length of
 * four bytes, so a pool as long as the message holds all its strings. */
static struct s2_span put_text(char **at, struct s2_span text)
{
    char *start = *at;

    if (text.n)
        memcpy(start, text.p, text.n);
    start[text.n] = 0;
    *at = start + text.n + 1;
    return s2_span(start, text.n);
}

/* Answers are the application's allocations, and secrets. */
static void round_free(s2_session *s, struct round *q)
{
    uint32_t i;

    for (i = 0; q->responses && i < q->n; i++)
        s2_wipe_free(&s->mem, q->responses[i].text,
                     q->responses[i].text ? q->responses[i].length : 0);
    s2_free(&s->mem, q->responses);
    s2_free(&s->mem, q->prompts);
    s2_free(&s->mem, q->pool);
}

/* A count that the message does not bear out is a broken server, not a refusal. */
static int malformed(s2_session *s)
{
    return s2_die(s, LIBSSH2_ERROR_PROTO,
                  "malformed keyboard-interactive request of the server");
}

/* Parse INFO_REQUEST (RFC 4256 section 3.2) into q; round_free releases what is there,
 * also after a failure. */
static int round_parse(s2_session *s, struct s2_span body, struct round *q)
{
    struct s2_rd r = s2_rd(body);
    struct s2_span name = s2_rd_str(&r), instruction = s2_rd_str(&r);
    uint32_t n, i;
    char *at;

    (void)s2_rd_str(&r); /* language */
    n = s2_rd_u32(&r);
    if (!s2_rd_ok(&r))
        return malformed(s);
    if (n > S2_AUTH_PROMPTS)
        return s2_fail(&s->err, LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                       "the server asks for %lu answers at once, at most %u are given",
                       (unsigned long)n, S2_AUTH_PROMPTS);
    q->pool = at = s2_alloc(&s->mem, body.n);
    q->prompts = s2_array(&s->mem, s2_max(n, 1), sizeof(q->prompts[0]));
    q->responses = s2_array(&s->mem, s2_max(n, 1), sizeof(q->responses[0]));
    if (!q->pool || !q->prompts || !q->responses)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for prompts");
    q->n = n;
    q->name = put_text(&at, name);
    q->instruction = put_text(&at, instruction);
    for (i = 0; i < n; i++) {
        struct s2_span text = s2_rd_str(&r);
        bool echo = s2_rd_bool(&r);

        if (!s2_rd_ok(&r))
            return malformed(s);
        q->prompts[i].length = text.n;
        q->prompts[i].text = (unsigned char *)at;
        q->prompts[i].echo = echo;
        (void)put_text(&at, text);
    }
    return 0;
}

/* INFO_RESPONSE, RFC 4256 section 3.4 */
static int round_reply(s2_session *s, struct kbd_op *o, const struct round *q)
{
    struct s2_wr w = s2_wr_growing(&s->mem);
    size_t total = 0;
    uint32_t i;

    s2_wr_u8(&w, SSH_MSG_USERAUTH_61);
    s2_wr_u32(&w, q->n);
    for (i = 0; i < q->n; i++) {
        const LIBSSH2_USERAUTH_KBDINT_RESPONSE *a = &q->responses[i];
        size_t n = a->text ? a->length : 0;

        total += n;
        if (n > S2_AUTH_MESSAGE_MAX || total > S2_AUTH_MESSAGE_MAX) {
            s2_wr_free(&w);
            return s2_fail(&s->err, LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                           "the answers to the server's prompts are too long");
        }
        s2_wr_str(&w, s2_span(a->text, n));
    }
    return s2_auth_send(s, &o->a, &w, S2_AUTH_TAKES_60);
}

/* One round: the callback is called with all prompts at once, as section 3.2 wants them
 * shown, also when there are none and only the instruction is to be read. */
static int kbd_round(s2_session *s, struct s2_op *op)
{
    struct kbd_op *o = kbd_op(op);
    struct round q = {NULL, {NULL, 0}, {NULL, 0}, 0, NULL, NULL};
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    if (o->rounds++ == S2_AUTH_ROUNDS)
        return s2_fail(&s->err, LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                       "keyboard-interactive did not end after %u rounds",
                       S2_AUTH_ROUNDS);
    rc = round_parse(s, o->a.info->body, &q);
    if (rc)
        goto out;
    o->answer((const char *)q.name.p, (int)q.name.n, (const char *)q.instruction.p,
              (int)q.instruction.n, (int)q.n, q.prompts, q.responses, &s->abstract);
    s2_auth_drop_info(s, &o->a);
    rc = round_reply(s, o, &q);
    if (rc == S2_NEXT)
        rc = S2_TO(STEP_AWAIT);
out:
    round_free(s, &q);
    return rc;
}

static s2_step *const kbd_steps[] = {kbd_send, kbd_await, kbd_round};

static const struct s2_op_type kbd_type = {"userauth keyboard-interactive",
                                           sizeof(struct kbd_op),
                                           kbd_steps,
                                           S2_COUNT(kbd_steps),
                                           false,
                                           s2_auth_drop};

int s2_auth_kbdint(s2_session *s, struct s2_span user, s2_kbdint_fn *answer)
{
    int rc;
    struct kbd_op *o =
        s2_auth_begin(s, &kbd_type, "keyboard-interactive", user, S2_FNV_START, &rc);

    if (!o)
        return rc;
    o->answer = answer;
    return s2_auth_run(s, &o->a);
}
