/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See ring.h.  All counters are kept up to date by put, ack and take, so that asking
 * costs nothing; acknowledging a slot costs a step for each slot that the edge passes,
 * and each slot is passed once. */
#include "sftp/ring.h"

#define LOG2_MAX 20u

/* Slots count up for ever; the mask finds their place.  The number wraps after 2^32
 * packets, which unsigned arithmetic survives. */
static struct s2_ring_ent *entry(const struct s2_ring *r, uint32_t slot)
{
    return &r->e[s2_ring_index(r, slot)];
}

/* The only allocation of a ring that is never grown. */
int s2_ring_init(struct s2_ring *r, struct s2_mem *m, unsigned log2_slots, uint64_t off)
{
    memset(r, 0, sizeof(*r));
    r->next_off = off;
    return s2_ring_grow(r, m, log2_slots);
}

/* Entries keep their slot numbers, so that whoever noted one finds it again. */
int s2_ring_grow(struct s2_ring *r, struct s2_mem *m, unsigned log2_slots)
{
    struct s2_ring_ent *e;
    uint32_t slots, i;

    if (log2_slots > LOG2_MAX)
        return LIBSSH2_ERROR_INVAL;
    slots = (uint32_t)1 << log2_slots;
    if (slots <= r->slots)
        return 0;
    e = (struct s2_ring_ent *)s2_array(m, slots, sizeof(*e));
    if (!e)
        return LIBSSH2_ERROR_ALLOC;
    for (i = r->head; i != r->tail; i++)
        e[i & (slots - 1)] = *entry(r, i);
    s2_free(m, r->e);
    r->e = e;
    r->slots = slots;
    return 0;
}

/* The owner has seen to it that no late answer looks for a slot. */
void s2_ring_free(struct s2_ring *r, struct s2_mem *m)
{
    s2_free(m, r->e);
    memset(r, 0, sizeof(*r));
}

/* After a fault nothing is put: what follows would be written behind a hole. */
bool s2_ring_can_put(const struct s2_ring *r)
{
    return !r->faulted && s2_ring_used(r) < r->slots;
}

/* Offsets follow each other without a gap: that is what makes the acknowledged prefix
 * a number of bytes. */
struct s2_ring_ent *s2_ring_put(struct s2_ring *r, uint32_t id, uint32_t len,
                                uint32_t *slot)
{
    struct s2_ring_ent *e;

    if (len == 0 || !s2_ring_can_put(r))
        return NULL;
    *slot = r->tail++;
    e = entry(r, *slot);
    e->off = r->next_off;
    e->id = id;
    e->len = len;
    e->got = 0;
    e->code = 0;
    r->next_off += len;
    r->ahead += len;
    return e;
}

/* Slot edge may have become complete: pass it and all that follow without a gap.  Bytes
 * of the slot where it stops count as ready too, they were acknowledged out of order.
 */
static void advance(struct s2_ring *r)
{
    while (r->edge != r->tail && entry(r, r->edge)->got == entry(r, r->edge)->len) {
        r->edge++;
        if (r->edge != r->tail)
            r->ready += entry(r, r->edge)->got;
    }
}

/* An answer for a slot that is not under way is the peer's mistake, or a second answer.
 */
int s2_ring_ack(struct s2_ring *r, uint32_t slot, uint32_t code, uint32_t got)
{
    struct s2_ring_ent *e = s2_ring_at(r, slot);

    if (!e || !s2_ring_waits(e))
        return LIBSSH2_ERROR_PROTO;
    if (code) {
        e->code = code;
        r->faulted = true;
        return 0;
    }
    if (got > e->len - e->got)
        return LIBSSH2_ERROR_PROTO;
    e->got += got;
    if (slot == r->edge) {
        r->ready += got;
        advance(r);
    }
    return 0;
}

/* A caller with a small buffer takes a part of a slot; the slot stays until all of it
 * was taken. */
size_t s2_ring_take(struct s2_ring *r, size_t max)
{
    size_t n = s2_min(max, r->ready), left = n;

    r->ready -= n;
    r->ahead -= n;
    while (left) {
        uint32_t len = entry(r, r->head)->len;
        size_t part = s2_min(left, len - r->taken);

        left -= part;
        r->taken += (uint32_t)part;
        if (r->taken == len) {
            r->taken = 0;
            r->head++;
        }
    }
    return n;
}

/* Told only when nothing before it is left to report, so that no byte that arrived is
 * lost to the error. */
uint32_t s2_ring_fault(const struct s2_ring *r)
{
    /* With nothing ready, every slot before edge is reported and gone. */
    if (!r->faulted || r->ready || r->edge == r->tail)
        return 0;
    return entry(r, r->edge)->code;
}

/* Everything under way is forgotten here; what its answers mean is the owner's affair.
 */
void s2_ring_rewind(struct s2_ring *r, uint64_t off)
{
    r->head = r->edge = r->tail;
    r->taken = 0;
    r->ready = r->ahead = 0;
    r->faulted = false;
    r->next_off = off;
}

/* For answers, which come with a slot number of who knows when. */
struct s2_ring_ent *s2_ring_at(const struct s2_ring *r, uint32_t slot)
{
    return slot - r->head < s2_ring_used(r) ? entry(r, slot) : NULL;
}
