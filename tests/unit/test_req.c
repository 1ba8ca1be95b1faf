/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The table of requests that wait for a reply. */
#include "t.h"

#include <string.h>

#include "sftp/req.h"

struct bench {
    struct s2_mem mem;
    struct s2_reqs t;
};

static void set_up(struct bench *b)
{
    memset(b, 0, sizeof(*b));
    s2_mem_init(&b->mem, NULL, NULL, NULL, NULL);
    s2_reqs_init(&b->t, &b->mem);
}

static void make(struct bench *b, void *owner, uint32_t slot, uint32_t *id)
{
    T_EQ(s2_req_new(&b->t, S2_REQ_READ, owner, slot, id), 0);
}

static void check_basics(struct bench *b)
{
    int me = 0;
    uint32_t id[2];
    struct s2_req *e;

    T_OK(!s2_req_find(&b->t, 0)); /* an empty table has no place to look in */
    make(b, &me, 7, &id[0]);
    T_STOP;
    make(b, &me, 8, &id[1]);
    T_STOP;
    T_OK(id[0] != id[1]);
    e = s2_req_find(&b->t, id[1]);
    T_OK(e && e->owner == &me);
    T_EQ(e->slot, 8);
    T_EQ(e->kind, S2_REQ_READ);
    s2_req_done(&b->t, id[1]);
    T_OK(!s2_req_find(&b->t, id[1]));
    T_OK(s2_req_find(&b->t, id[0]) != NULL);
    T_EQ(b->t.count, 1);
    s2_req_done(&b->t, id[1]); /* again: nothing */
    T_EQ(b->t.count, 1);
    /* the same place, another id */
    T_OK(!s2_req_find(&b->t, id[0] + b->t.size));
}

T_CASE(found_by_the_whole_id)
{
    struct bench b;

    set_up(&b);
    check_basics(&b);
    s2_reqs_free(&b.t);
}

static void check_stubs(struct bench *b)
{
    int me = 0, other = 0;
    uint32_t id[4];
    int i;

    for (i = 0; i < 4; i++) {
        make(b, i == 3 ? &other : &me, (uint32_t)i, &id[i]);
        T_STOP;
    }
    s2_req_stub(&b->t, id[0], S2_REQ_OWED);
    T_EQ(s2_req_find(&b->t, id[0])->kind, S2_REQ_OWED);
    T_OK(s2_req_find(&b->t, id[0])->owner == &me);
    s2_req_stub(&b->t, id[1], S2_REQ_STUB_OPEN);
    T_EQ(s2_req_find(&b->t, id[1])->kind, S2_REQ_STUB_OPEN);
    T_OK(!s2_req_find(&b->t, id[1])->owner);
    s2_req_stub(&b->t, id[1] + 1000, S2_REQ_STUB); /* does not wait: nothing */
    s2_req_disown(&b->t, &me);
    T_EQ(s2_req_find(&b->t, id[0])->kind, S2_REQ_STUB);
    T_EQ(s2_req_find(&b->t, id[1])->kind, S2_REQ_STUB_OPEN);
    T_EQ(s2_req_find(&b->t, id[2])->kind, S2_REQ_STUB);
    T_OK(!s2_req_find(&b->t, id[2])->owner);
    T_EQ(s2_req_find(&b->t, id[3])->kind, S2_REQ_READ);
    T_EQ(b->t.count, 4); /* ids stay reserved */
}

T_CASE(stubs_keep_the_id)
{
    struct bench b;

    set_up(&b);
    check_stubs(&b);
    s2_reqs_free(&b.t);
}

/* One request that is never answered must not make the table grow without end, nor may
 * its id be given again. */
static void check_old_one(struct bench *b)
{
    int me = 0;
    uint32_t old, id, i;

    make(b, &me, 0, &old);
    T_STOP;
    for (i = 0; i < 100000; i++) {
        make(b, &me, 1, &id);
        T_STOP;
        T_OK(id != old);
        s2_req_done(&b->t, id);
    }
    T_OK(b->t.size <= 32);
    T_OK(s2_req_find(&b->t, old) != NULL);
}

T_CASE(an_old_request_is_passed_over)
{
    struct bench b;

    set_up(&b);
    check_old_one(&b);
    s2_reqs_free(&b.t);
}

static void check_wrap(struct bench *b)
{
    int me = 0;
    uint32_t id[8];
    int i;

    b->t.next = UINT32_MAX - 3;
    for (i = 0; i < 8; i++) {
        make(b, &me, (uint32_t)i, &id[i]);
        T_STOP;
    }
    for (i = 0; i < 8; i++) {
        T_OK(s2_req_find(&b->t, id[i]) != NULL);
        T_EQ(s2_req_find(&b->t, id[i])->slot, i);
    }
}

T_CASE(ids_wrap)
{
    struct bench b;

    set_up(&b);
    check_wrap(&b);
    s2_reqs_free(&b.t);
}

static void check_bound(struct bench *b)
{
    int me = 0, rc = 0;
    uint32_t id, n;

    for (n = 0; !rc && n <= 4 * S2_REQ_MAX; n++)
        rc = s2_req_new(&b->t, S2_REQ_READ, &me, n, &id);
    T_EQ(rc, LIBSSH2_ERROR_ALLOC);
    T_OK(b->t.count >= S2_REQ_MAX / 2 && b->t.count <= S2_REQ_MAX);
    T_OK(s2_req_find(&b->t, 0) != NULL);
}

T_CASE(the_number_is_bounded)
{
    struct bench b;

    set_up(&b);
    check_bound(&b);
    s2_reqs_free(&b.t);
}

/* --- Beside a model
 * ---------------------------------------------------------------------- */

#define LIVE_MAX 300

struct live {
    uint32_t id, slot;
};

static void random_steps(struct bench *b, uint64_t seed)
{
    static struct live live[LIVE_MAX];
    size_t n = 0, k;
    long i;

    for (i = 0; i < 200000; i++) {
        if (n < LIVE_MAX && t_rand(&seed) % 100 < ((i / 5000) % 2 ? 70u : 30u)) {
            live[n].slot = (uint32_t)i;
            make(b, &live, live[n].slot, &live[n].id);
            T_STOP;
            n++;
        } else if (n) {
            k = (size_t)(t_rand(&seed) % n);
            T_OK(s2_req_find(&b->t, live[k].id) != NULL);
            T_EQ(s2_req_find(&b->t, live[k].id)->slot, live[k].slot);
            s2_req_done(&b->t, live[k].id);
            live[k] = live[--n];
        }
        T_EQ(b->t.count, n);
    }
}

T_CASE(random_steps_match_a_list)
{
    struct bench b;

    set_up(&b);
    random_steps(&b, t_seed());
    s2_reqs_free(&b.t);
}

T_SUITE(req) = {T_RUN(found_by_the_whole_id),
                T_RUN(stubs_keep_the_id),
                T_RUN(an_old_request_is_passed_over),
                T_RUN(ids_wrap),
                T_RUN(the_number_is_bounded),
                T_RUN(random_steps_match_a_list),
                T_END};
