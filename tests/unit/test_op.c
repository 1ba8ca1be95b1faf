/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Operations: found again by owner, type and arguments; bounded; dropped exactly once.
 * And the batch and the slabs under them. */
#include "t.h"
#include "trans/trans.h"

static int drops;

static void count_drop(s2_session *s, struct s2_op *o)
{
    (void)s, (void)o;
    drops++;
}

static int step_wait(s2_session *s, struct s2_op *o)
{
    (void)s, (void)o;
    return S2_WAIT;
}

static s2_step *const steps[] = {step_wait};
static const struct s2_op_type type_a = {
    "A", sizeof(struct s2_op), steps, 1, false, count_drop};
static const struct s2_op_type type_b = {
    "B", sizeof(struct s2_op), steps, 1, false, count_drop};

static void identity(s2_session *s)
{
    int x, y;
    void *one = s2_op_begin(s, &type_a, &x, 1);

    T_OK(one != NULL);
    T_OK(s2_op_begin(s, &type_a, &x, 1) == one);
    T_OK(s2_op_begin(s, &type_a, &x, 2) != one);
    T_OK(s2_op_begin(s, &type_a, &y, 1) != one);
    T_OK(s2_op_begin(s, &type_b, &x, 1) != one);
    drops = 0;
    s2_op_end_owner(s, &x);
    T_EQ(drops, 3);
}

T_CASE(op_is_found_by_owner_type_and_arguments)
{
    s2_session *s = s2_session_new(NULL, NULL, NULL, NULL);

    identity(s);
    drops = 0;
    s2_session_free(s);
    T_EQ(drops, 1); /* y's */
}

static void many(s2_session *s)
{
    uint64_t i;
    int owner;

    drops = 0;
    for (i = 0; i < S2_OPS_MAX + 50; i++)
        T_OK(s2_op_begin(s, &type_a, &owner, i) != NULL);
    T_EQ(drops, 50);
}

T_CASE(op_count_is_bounded)
{
    s2_session *s = s2_session_new(NULL, NULL, NULL, NULL);

    many(s);
    s2_session_free(s);
    T_STOP;
    T_EQ(drops, S2_OPS_MAX + 50);
}

static void timing(s2_session *s)
{
    struct s2_op *o = s2_op_begin(s, &type_a, s, 0);

    T_EQ(s2_op_run(s, o), LIBSSH2_ERROR_EAGAIN);
    o->since -= 61 * 1000;
    T_EQ(s2_op_run(s, o), LIBSSH2_ERROR_TIMEOUT);
    T_STR(s->err.text, "A: no answer within 60 s");
    /* One that nobody asked for in that long is begun anew. */
    o->touched -= 61 * 1000;
    drops = 0;
    T_OK(s2_op_begin(s, &type_a, s, 0) != NULL);
    T_EQ(drops, 1);
}

T_CASE(op_waits_no_longer_than_the_read_timeout)
{
    s2_session *s = s2_session_new(NULL, NULL, NULL, NULL);

    timing(s);
    s2_session_free(s);
}

/* As a step whose callback let the user think for a minute. */
static int step_slow(s2_session *s, struct s2_op *o)
{
    (void)s;
    if (o->fresh)
        o->touched -= 61 * 1000;
    return S2_WAIT;
}

static s2_step *const slow_steps[] = {step_slow};
static const struct s2_op_type type_slow = {
    "slow", sizeof(struct s2_op), slow_steps, 1, false, count_drop};

static void slow(s2_session *s)
{
    struct s2_op *o = s2_op_begin(s, &type_slow, s, 0);

    drops = 0;
    T_EQ(s2_op_run(s, o), LIBSSH2_ERROR_EAGAIN);
    T_OK(s2_op_begin(s, &type_slow, s, 0) == (void *)o);
    T_EQ(drops, 0);
}

T_CASE(op_is_not_given_up_by_its_own_slowness)
{
    s2_session *s = s2_session_new(NULL, NULL, NULL, NULL);

    slow(s);
    s2_session_free(s);
}

T_CASE(op_without_memory)
{
    T_EQ(s2_op_run(NULL, NULL), LIBSSH2_ERROR_ALLOC);
}

T_CASE(batch_keeps_positions)
{
    struct s2_mem m;
    struct s2_batch b;
    uint8_t *p;
    bool right;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    s2_batch_init(&b);
    p = s2_batch_room(&b, &m, 5000);
    right = p != NULL;
    if (p) {
        memset(p, 1, 5000);
        b.tail += 5000;
        b.pos_sealed += 5000;
        s2_batch_sent(&b, 4990);
        p = s2_batch_room(&b, &m, 5000); /* moves the rest to the start */
        right = p && b.head == 0 && b.tail == 10 && b.buf[9] == 1 && b.pos_sent == 4990;
    }
    s2_batch_trim(&b, &m);
    right = right && b.buf != NULL; /* not empty: kept */
    s2_batch_sent(&b, 10);
    s2_batch_trim(&b, &m);
    right = right && b.buf == NULL && b.pos_sent == b.pos_sealed;
    s2_batch_free(&b, &m);
    T_OK(right);
}

/* A large part is kept by reference, a small one by copy; the slab lives as long as its
 * references. */
static void keep_parts(struct s2_in *in, struct s2_mem *m)
{
    struct s2_pkt pkt, *large, *small;

    T_EQ(s2_in_room(in, m, 10000), 0);
    memset(in->slab->data, 7, 10000);
    in->slab->wr = 10000;
    memset(&pkt, 0, sizeof(pkt));
    pkt.slab = in->slab;
    pkt.body = s2_span(in->slab->data, 9000);
    large = s2_pkt_keep(in, m, &pkt, pkt.body);
    small = s2_pkt_keep(in, m, &pkt, s2_span(pkt.body.p, 10));
    T_OK(large && small);
    T_OK(large->body.p == pkt.body.p && small->body.p != pkt.body.p);
    T_EQ(in->slab->refs, 2);
    in->slab->rd = in->slab->wr;
    s2_in_trim(in, m);
    T_OK(in->slab == NULL);
    T_EQ(large->body.p[8999], 7);
    s2_pkt_drop(in, m, large);
    T_EQ(small->body.p[9], 7);
    s2_pkt_drop(in, m, small);
    s2_pkt_drop(in, m, NULL);
}

T_CASE(slab_parts_are_kept)
{
    struct s2_mem m;
    struct s2_in in;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    s2_in_init(&in);
    keep_parts(&in, &m);
    s2_in_free(&in, &m);
}

T_SUITE(op) = {T_RUN(op_is_found_by_owner_type_and_arguments),
               T_RUN(op_count_is_bounded),
               T_RUN(op_waits_no_longer_than_the_read_timeout),
               T_RUN(op_is_not_given_up_by_its_own_slowness),
               T_RUN(op_without_memory),
               T_RUN(batch_keeps_positions),
               T_RUN(slab_parts_are_kept),
               T_END};
