/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See req.h.  Ids count up; an id whose place is still taken by an old request is
 * passed over, and the table is kept at most half full, so that a place is found soon.
 * The whole id is compared, so a reply with a wrong id never hits the request in its
 * place. */
#include "sftp/req.h"

#define SIZE_FIRST 16u

/* Numbers are given in order, so the low bits spread them over the table evenly. */
static struct s2_req *place(const struct s2_reqs *t, uint32_t id)
{
    return &t->e[id & (t->size - 1)];
}

/* Nothing is allocated before the first request. */
void s2_reqs_init(struct s2_reqs *t, struct s2_mem *mem)
{
    memset(t, 0, sizeof(*t));
    t->mem = mem;
}

/* Owners are gone or forget by themselves: the table owns nothing but itself. */
void s2_reqs_free(struct s2_reqs *t)
{
    s2_free(t->mem, t->e);
    s2_reqs_init(t, t->mem);
}

/* Ids that do not meet in the small table cannot meet in one of twice the size. */
static int grow(struct s2_reqs *t)
{
    uint32_t size = t->size ? t->size * 2 : SIZE_FIRST, i;
    struct s2_req *e;

    if (size / 2 > S2_REQ_MAX)
        return LIBSSH2_ERROR_ALLOC;
    e = (struct s2_req *)s2_array(t->mem, size, sizeof(*e));
    if (!e)
        return LIBSSH2_ERROR_ALLOC;
    for (i = 0; i < t->size; i++)
        if (t->e[i].kind)
            e[t->e[i].id & (size - 1)] = t->e[i];
    s2_free(t->mem, t->e);
    t->e = e;
    t->size = size;
    return 0;
}

/* A number whose place is still taken, by a request that takes long, is passed over. */
int s2_req_new(struct s2_reqs *t, enum s2_req_kind kind, void *owner, uint32_t slot,
               uint32_t *id)
{
    struct s2_req *e;
    int rc;

    if (t->count >= t->size / 2) {
        rc = grow(t);
        if (rc)
            return rc;
    }
    while (place(t, t->next)->kind)
        t->next++;
    e = place(t, t->next);
    *id = e->id = t->next++;
    e->owner = owner;
    e->slot = slot;
    e->kind = (uint8_t)kind;
    t->count++;
    return 0;
}

/* The whole number is compared: an old one of the same place is not taken for it. */
struct s2_req *s2_req_find(struct s2_reqs *t, uint32_t id)
{
    struct s2_req *e = t->size ? place(t, id) : NULL;

    return e && e->kind && e->id == id ? e : NULL;
}

/* The place is free for the next number that falls on it. */
void s2_req_done(struct s2_reqs *t, uint32_t id)
{
    struct s2_req *e = s2_req_find(t, id);

    if (!e)
        return;
    e->kind = S2_REQ_FREE;
    e->owner = NULL;
    t->count--;
}

/* The asker has lost interest, the server has not: the number stays taken until the
 * answer has come. */
void s2_req_stub(struct s2_reqs *t, uint32_t id, enum s2_req_kind kind)
{
    struct s2_req *e = s2_req_find(t, id);

    if (!e)
        return;
    e->kind = (uint8_t)kind;
    if (kind != S2_REQ_OWED)
        e->owner = NULL;
}

/* An owner that is freed may have asked for many things. */
void s2_req_disown(struct s2_reqs *t, const void *owner)
{
    uint32_t i;

    for (i = 0; i < t->size; i++)
        if (t->e[i].kind && t->e[i].owner == owner) {
            t->e[i].kind = S2_REQ_STUB;
            t->e[i].owner = NULL;
        }
}
