/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The ring, with nothing else: each invariant as a case of its own, then a million
 * random steps beside a model that recounts everything from a plain list. */
#include "t.h"

#include <string.h>

#include "sftp/ring.h"

/* An allocator that counts, and fails on demand. */
struct counted {
    int calls, left; /* left: calls that still succeed; negative: all */
    void **self;
};

static void *count_alloc(size_t n, void **abstract)
{
    struct counted *c = (struct counted *)*abstract;
    struct s2_mem plain;

    c->calls++;
    if (c->left == 0)
        return NULL;
    c->left--;
    s2_mem_init(&plain, NULL, NULL, NULL, NULL);
    return s2_alloc(&plain, n);
}

static void count_free(void *p, void **abstract)
{
    struct s2_mem plain;

    (void)abstract;
    s2_mem_init(&plain, NULL, NULL, NULL, NULL);
    s2_free(&plain, p);
}

static void *no_realloc(void *p, size_t n, void **abstract)
{
    (void)p;
    (void)n;
    (void)abstract;
    return NULL;
}

struct bench {
    struct s2_mem mem;
    struct counted count;
    void *abstract;
    struct s2_ring r;
};

/* A ring of 2^log2 slots at offset off; the case fails if it cannot be made. */
static void set_up(struct bench *b, unsigned log2, uint64_t off)
{
    memset(b, 0, sizeof(*b));
    b->count.left = -1;
    b->abstract = &b->count;
    s2_mem_init(&b->mem, count_alloc, count_free, no_realloc, &b->abstract);
    T_EQ(s2_ring_init(&b->r, &b->mem, log2, off), 0);
}

static void put(struct bench *b, uint32_t id, uint32_t len, uint32_t *slot)
{
    struct s2_ring_ent *e = s2_ring_put(&b->r, id, len, slot);

    T_OK(e != NULL);
    T_EQ(e->id, id);
    T_EQ(e->len, len);
}

/* Puts n slots of len bytes each with ids 100, 101, ...; slot[] gets their numbers. */
static void put_many(struct bench *b, uint32_t n, uint32_t len, uint32_t *slot)
{
    uint32_t i;

    for (i = 0; i < n; i++) {
        put(b, 100 + i, len, &slot[i]);
        T_STOP;
    }
}

T_CASE(zero_ring_is_valid)
{
    struct s2_ring r;
    uint32_t slot;

    memset(&r, 0, sizeof(r));
    T_EQ(s2_ring_off(&r), 0);
    T_OK(!s2_ring_put(&r, 1, 1, &slot));
    T_EQ(s2_ring_take(&r, 10), 0);
    T_EQ(s2_ring_fault(&r), 0);
    T_EQ(s2_ring_ack(&r, 0, 0, 0), LIBSSH2_ERROR_PROTO);
    s2_ring_rewind(&r, 77);
    T_EQ(s2_ring_off(&r), 77);
}

static void check_full(struct bench *b)
{
    uint32_t slot[5];

    put_many(b, 4, 10, slot);
    T_STOP;
    T_OK(!s2_ring_can_put(&b->r));
    T_OK(!s2_ring_put(&b->r, 5, 10, &slot[4]));
    T_EQ(s2_ring_used(&b->r), 4);
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 10), 0);
    T_OK(!s2_ring_can_put(&b->r)); /* acknowledged, but not reported */
    T_EQ(s2_ring_take(&b->r, 9), 9);
    T_OK(!s2_ring_can_put(&b->r)); /* not reported whole */
    T_EQ(s2_ring_take(&b->r, 9), 1);
    put(b, 5, 10, &slot[4]);
    T_STOP;
    T_EQ(s2_ring_at(&b->r, slot[4])->off, 40);
}

T_CASE(slot_is_free_when_reported)
{
    struct bench b;

    set_up(&b, 2, 0);
    T_STOP;
    check_full(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_contiguous(struct bench *b)
{
    uint32_t slot[3];

    put(b, 7, 30, &slot[0]);
    T_STOP;
    put(b, 8, 1, &slot[1]);
    T_STOP;
    put(b, 9, 500, &slot[2]);
    T_STOP;
    T_EQ(s2_ring_at(&b->r, slot[0])->off, 1000);
    T_EQ(s2_ring_at(&b->r, slot[1])->off, 1030);
    T_EQ(s2_ring_at(&b->r, slot[2])->off, 1031);
    T_EQ(s2_ring_ahead(&b->r), 531);
    T_EQ(s2_ring_off(&b->r), 1000);
    T_OK(!s2_ring_put(&b->r, 1, 0, &slot[0])); /* a slot of nothing */
}

T_CASE(slots_follow_one_another)
{
    struct bench b;

    set_up(&b, 4, 1000);
    T_STOP;
    check_contiguous(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_order(struct bench *b)
{
    uint32_t slot[4];

    put_many(b, 4, 100, slot);
    T_STOP;
    T_EQ(s2_ring_ack(&b->r, slot[3], 0, 100), 0);
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 100), 0);
    T_EQ(s2_ring_ready(&b->r), 0);
    T_EQ(s2_ring_take(&b->r, 1000), 0);
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 100), 0);
    T_EQ(s2_ring_ready(&b->r), 200);
    T_EQ(s2_ring_take(&b->r, 150), 150);
    T_EQ(s2_ring_off(&b->r), 150);
    T_EQ(s2_ring_ack(&b->r, slot[2], 0, 100), 0);
    T_EQ(s2_ring_ready(&b->r), 250);
    T_EQ(s2_ring_take(&b->r, 1000), 250);
    T_EQ(s2_ring_used(&b->r), 0);
    T_EQ(s2_ring_ahead(&b->r), 0);
    T_EQ(s2_ring_off(&b->r), 400);
}

T_CASE(only_the_prefix_is_reported)
{
    struct bench b;

    set_up(&b, 3, 0);
    T_STOP;
    check_order(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_parts(struct bench *b)
{
    uint32_t slot[2];

    put_many(b, 2, 100, slot);
    T_STOP;
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 40), 0);
    T_EQ(s2_ring_ready(&b->r), 40);
    T_EQ(s2_ring_take(&b->r, 100), 40);
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 70), 0);
    T_EQ(s2_ring_ready(&b->r), 0);
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 61), LIBSSH2_ERROR_PROTO); /* beyond */
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 60), 0);
    T_EQ(s2_ring_ready(&b->r), 130); /* 60 of this, 70 that came early */
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 0), 0);
    T_OK(s2_ring_waits(s2_ring_at(&b->r, slot[1])));
    T_EQ(s2_ring_take(&b->r, 1000), 130);
    T_EQ(s2_ring_used(&b->r), 1);
    T_EQ(s2_ring_off(&b->r), 170);
}

T_CASE(parts_of_a_slot_count)
{
    struct bench b;

    set_up(&b, 1, 0);
    T_STOP;
    check_parts(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_wrong_acks(struct bench *b)
{
    uint32_t slot[2];

    T_EQ(s2_ring_ack(&b->r, 0, 0, 1), LIBSSH2_ERROR_PROTO);
    put_many(b, 2, 10, slot);
    T_STOP;
    T_EQ(s2_ring_ack(&b->r, slot[1] + 1, 0, 1), LIBSSH2_ERROR_PROTO);
    T_EQ(s2_ring_ack(&b->r, slot[0] - 1, 0, 1), LIBSSH2_ERROR_PROTO);
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 10), 0);
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 0), LIBSSH2_ERROR_PROTO); /* twice */
    T_EQ(s2_ring_ack(&b->r, slot[1], 4, 0), LIBSSH2_ERROR_PROTO); /* failed after all */
    T_EQ(s2_ring_ack(&b->r, slot[0], 4, 0), 0);
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 10), LIBSSH2_ERROR_PROTO); /* good after all */
    T_EQ(s2_ring_ready(&b->r), 0);
    s2_ring_rewind(&b->r, 0);
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 10), LIBSSH2_ERROR_PROTO); /* forgotten */
    put_many(b, 2, 10, slot);
    T_STOP;
    T_EQ(s2_ring_ack(&b->r, slot[0] - 1, 0, 10), LIBSSH2_ERROR_PROTO);
    T_EQ(s2_ring_ready(&b->r), 0);
}

T_CASE(wrong_acks_are_refused)
{
    struct bench b;

    set_up(&b, 1, 0);
    T_STOP;
    check_wrong_acks(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_fault(struct bench *b)
{
    uint32_t slot[5], more;

    put_many(b, 5, 10, slot);
    T_STOP;
    T_EQ(s2_ring_ack(&b->r, slot[3], 14, 0), 0); /* fails first, stands later */
    T_EQ(s2_ring_ack(&b->r, slot[4], 0, 10), 0);
    T_OK(!s2_ring_put(&b->r, 9, 10, &more));
    T_EQ(s2_ring_fault(&b->r), 0); /* slots 0 to 2 are not answered */
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 10), 0);
    T_EQ(s2_ring_fault(&b->r), 0); /* ten bytes not reported */
    T_EQ(s2_ring_take(&b->r, 4), 4);
    T_EQ(s2_ring_fault(&b->r), 0);
    T_EQ(s2_ring_take(&b->r, 100), 6);
    T_EQ(s2_ring_fault(&b->r), 0); /* slot 1 may still come out well */
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 3), 0);
    T_EQ(s2_ring_ack(&b->r, slot[1], 5, 0), 0);
    T_EQ(s2_ring_fault(&b->r), 0);
    T_EQ(s2_ring_take(&b->r, 100), 3);
    T_EQ(s2_ring_fault(&b->r), 5); /* the earliest in the stream, not in time */
    T_EQ(s2_ring_off(&b->r), 13);
    s2_ring_rewind(&b->r, s2_ring_off(&b->r));
    T_EQ(s2_ring_fault(&b->r), 0);
    T_EQ(s2_ring_ahead(&b->r), 0);
    put(b, 9, 10, &more);
    T_STOP;
    T_EQ(s2_ring_at(&b->r, more)->off, 13);
}

T_CASE(fault_comes_after_what_precedes_it)
{
    struct bench b;

    set_up(&b, 3, 0);
    T_STOP;
    check_fault(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_rewind(struct bench *b)
{
    uint32_t slot[3], next;

    put_many(b, 3, 10, slot);
    T_STOP;
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 10), 0);
    s2_ring_rewind(&b->r, 5000);
    T_EQ(s2_ring_ready(&b->r), 0);
    T_EQ(s2_ring_ahead(&b->r), 0);
    T_EQ(s2_ring_take(&b->r, 10), 0);
    T_EQ(s2_ring_off(&b->r), 5000);
    T_OK(!s2_ring_at(&b->r, slot[2]));
    put(b, 1, 10, &next);
    T_STOP;
    T_EQ(s2_ring_at(&b->r, next)->off, 5000);
    T_OK(next != slot[0] && next != slot[1] && next != slot[2]);
}

T_CASE(rewind_forgets)
{
    struct bench b;

    set_up(&b, 2, 0);
    T_STOP;
    check_rewind(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_no_allocation(struct bench *b)
{
    uint32_t round, slot;

    b->count.left = 0;
    for (round = 0; round < 1000; round++) {
        put(b, round, 1 + round % 7, &slot);
        T_STOP;
        T_EQ(s2_ring_ack(&b->r, slot, 0, 1 + round % 7), 0);
        T_EQ(s2_ring_take(&b->r, 100), 1 + round % 7);
    }
    s2_ring_rewind(&b->r, 3);
    T_EQ(b->count.calls, 1);
}

T_CASE(nothing_is_allocated_after_init)
{
    struct bench b;

    set_up(&b, 2, 0);
    T_STOP;
    check_no_allocation(&b);
    s2_ring_free(&b.r, &b.mem);
}

static void check_grow(struct bench *b)
{
    uint32_t slot[4], more[4];

    put_many(b, 4, 10, slot);
    T_STOP;
    T_EQ(s2_ring_ack(&b->r, slot[2], 0, 10), 0);
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 10), 0);
    T_EQ(s2_ring_take(&b->r, 5), 5);
    b->count.left = 0;
    T_EQ(s2_ring_grow(&b->r, &b->mem, 3), LIBSSH2_ERROR_ALLOC);
    T_EQ(s2_ring_used(&b->r), 4);
    b->count.left = -1;
    T_EQ(s2_ring_grow(&b->r, &b->mem, 3), 0);
    T_EQ(s2_ring_ready(&b->r), 5);
    put_many(b, 4, 1, more);
    T_STOP;
    T_EQ(s2_ring_at(&b->r, slot[3])->off, 30);
    T_EQ(s2_ring_at(&b->r, more[3])->off, 43);
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 10), 0);
    T_EQ(s2_ring_take(&b->r, 100), 25);
    T_EQ(s2_ring_grow(&b->r, &b->mem, 2), 0); /* never smaller */
    T_EQ(b->r.slots, 8);
    T_EQ(s2_ring_grow(&b->r, &b->mem, 21), LIBSSH2_ERROR_INVAL);
}

T_CASE(grow_keeps_the_slots)
{
    struct bench b;

    set_up(&b, 2, 0);
    T_STOP;
    check_grow(&b);
    s2_ring_free(&b.r, &b.mem);
}

T_CASE(init_without_memory)
{
    struct bench b;
    uint32_t slot;

    memset(&b, 0, sizeof(b));
    b.abstract = &b.count;
    s2_mem_init(&b.mem, count_alloc, count_free, no_realloc, &b.abstract);
    T_EQ(s2_ring_init(&b.r, &b.mem, 6, 9), LIBSSH2_ERROR_ALLOC);
    T_EQ(s2_ring_off(&b.r), 9);
    T_OK(!s2_ring_put(&b.r, 1, 1, &slot));
}

static void check_wrap(struct bench *b)
{
    uint32_t slot[4];

    /* Running numbers wrap: begin just before the end of 32 bits. */
    b->r.head = b->r.edge = b->r.tail = UINT32_MAX - 1;
    put_many(b, 4, 10, slot);
    T_STOP;
    T_EQ(slot[3], 1);
    T_OK(!s2_ring_can_put(&b->r));
    T_EQ(s2_ring_ack(&b->r, slot[2], 0, 10), 0);
    T_EQ(s2_ring_ack(&b->r, slot[0], 0, 10), 0);
    T_EQ(s2_ring_ack(&b->r, slot[1], 0, 10), 0);
    T_EQ(s2_ring_take(&b->r, 100), 30);
    T_EQ(s2_ring_used(&b->r), 1);
    T_OK(!s2_ring_at(&b->r, slot[0]));
    T_EQ(s2_ring_at(&b->r, slot[3])->off, 30);
}

T_CASE(slot_numbers_wrap)
{
    struct bench b;

    set_up(&b, 2, 0);
    T_STOP;
    check_wrap(&b);
    s2_ring_free(&b.r, &b.mem);
}

/* --- the model ------------------------------------------------------------------ */

#define MODEL_MAX 256

struct item {
    uint32_t slot, len, got, code;
    uint64_t off;
};

/* The same as a plain list in order, from which everything is counted anew. */
struct model {
    struct item item[MODEL_MAX];
    size_t n, capacity;
    uint32_t taken;
    uint64_t off; /* of the next item */
};

static bool model_faulted(const struct model *m)
{
    size_t i;

    for (i = 0; i < m->n; i++)
        if (m->item[i].code)
            return true;
    return false;
}

static size_t model_ahead(const struct model *m)
{
    size_t i, sum = 0;

    for (i = 0; i < m->n; i++)
        sum += m->item[i].len;
    return sum - m->taken;
}

static size_t model_ready(const struct model *m)
{
    size_t i, sum = 0;

    for (i = 0; i < m->n; i++) {
        sum += m->item[i].got;
        if (m->item[i].got < m->item[i].len)
            break;
    }
    return sum - m->taken;
}

static uint32_t model_fault(const struct model *m)
{
    return model_ready(m) == 0 && m->n ? m->item[0].code : 0;
}

static size_t model_take(struct model *m, size_t max)
{
    size_t n = model_ready(m) < max ? model_ready(m) : max;

    m->taken += (uint32_t)n;
    while (m->n && m->taken >= m->item[0].len) {
        m->taken -= m->item[0].len;
        memmove(&m->item[0], &m->item[1], --m->n * sizeof(m->item[0]));
    }
    return n;
}

static void step_put(struct s2_ring *r, struct model *m, uint64_t *seed)
{
    uint32_t id = (uint32_t)t_rand(seed), len = (uint32_t)(t_rand(seed) % 40), slot = 0;
    struct s2_ring_ent *e = s2_ring_put(r, id, len, &slot);
    bool expect = len > 0 && m->n < m->capacity && !model_faulted(m);
    struct item *it = &m->item[m->n];

    T_EQ(e != NULL, expect);
    if (!e)
        return;
    T_EQ(e->id, id);
    T_EQ(e->off, m->off);
    memset(it, 0, sizeof(*it));
    it->slot = slot;
    it->len = len;
    it->off = m->off;
    m->off += len;
    m->n++;
}

static void step_ack(struct s2_ring *r, struct model *m, uint64_t *seed)
{
    struct item none = {0, 0, 0, 0, 0};
    size_t i = m->n ? (size_t)(t_rand(seed) % m->n) : 0;
    struct item *it = m->n ? &m->item[i] : &none;
    uint32_t got,
        code = t_rand(seed) % 300 == 0 ? 1 + (uint32_t)(t_rand(seed) % 20) : 0;
    bool good = it->len && !it->code && it->got < it->len;
    int rc;

    got = t_rand(seed) % 4 ? it->len - it->got
                           : (uint32_t)(t_rand(seed) % (it->len - it->got + 2));
    good = good && (code || got <= it->len - it->got);
    rc = s2_ring_ack(r, m->n ? it->slot : (uint32_t)t_rand(seed), code, got);
    T_EQ(rc, good ? 0 : LIBSSH2_ERROR_PROTO);
    if (!good)
        return;
    if (code)
        it->code = code;
    else
        it->got += got;
}

/* Take; if a fault shows, report it, which is the only way to go on. */
static void step_take(struct s2_ring *r, struct model *m, uint64_t *seed)
{
    size_t max = (size_t)(t_rand(seed) % 120);

    T_EQ(s2_ring_take(r, max), model_take(m, max));
    T_EQ(s2_ring_fault(r), model_fault(m));
    if (model_fault(m)) {
        m->off = m->item[0].off + m->taken;
        m->n = m->taken = 0;
        s2_ring_rewind(r, s2_ring_off(r));
    }
}

static void step_rare(struct bench *b, struct model *m, uint64_t *seed)
{
    uint64_t pick = t_rand(seed) % 4096;

    if (pick == 0 && m->capacity < MODEL_MAX) {
        m->capacity *= 2;
        T_EQ(s2_ring_grow(&b->r, &b->mem, m->capacity == 128 ? 7 : 8), 0);
    }
    if (pick == 1) {
        m->off = t_rand(seed);
        m->n = m->taken = 0;
        s2_ring_rewind(&b->r, m->off);
    }
}

static void compare(const struct s2_ring *r, const struct model *m)
{
    T_EQ(s2_ring_used(r), m->n);
    T_EQ(s2_ring_ahead(r), model_ahead(m));
    T_EQ(s2_ring_ready(r), model_ready(m));
    T_EQ(s2_ring_fault(r), model_fault(m));
    T_EQ(s2_ring_off(r), m->off - model_ahead(m));
}

static void random_steps(struct bench *b, uint64_t seed)
{
    static struct model m;
    long i;

    memset(&m, 0, sizeof(m));
    m.capacity = 64;
    for (i = 0; i < 1000000; i++) {
        /* phases of filling and of draining, so that full and empty are both met */
        uint64_t pick = t_rand(&seed) % 10, bias = (uint64_t)(i / 500) % 3;

        if (pick < 2 + bias * 2)
            step_put(&b->r, &m, &seed);
        else if (pick < 8)
            step_ack(&b->r, &m, &seed);
        else if (pick < 9)
            step_take(&b->r, &m, &seed);
        else
            step_rare(b, &m, &seed);
        T_STOP;
        compare(&b->r, &m);
        T_STOP;
    }
}

T_CASE(million_random_steps_match_a_model)
{
    struct bench b;

    set_up(&b, 6, 0);
    T_STOP;
    random_steps(&b, t_seed());
    s2_ring_free(&b.r, &b.mem);
}

T_SUITE(ring) = {T_RUN(zero_ring_is_valid),
                 T_RUN(slot_is_free_when_reported),
                 T_RUN(slots_follow_one_another),
                 T_RUN(only_the_prefix_is_reported),
                 T_RUN(parts_of_a_slot_count),
                 T_RUN(wrong_acks_are_refused),
                 T_RUN(fault_comes_after_what_precedes_it),
                 T_RUN(rewind_forgets),
                 T_RUN(nothing_is_allocated_after_init),
                 T_RUN(grow_keeps_the_slots),
                 T_RUN(init_without_memory),
                 T_RUN(slot_numbers_wrap),
                 T_RUN(million_random_steps_match_a_model),
                 T_END};
