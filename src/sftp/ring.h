/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A ring of numbered packets: the bookkeeping of a stream that is sent, or asked for,
 * ahead of its acknowledgements.
 *
 * The owner cuts a stream of bytes into packets and sends them.  For each it puts a
 * slot: an id of its own and a length; the ring assigns the offset.  Acknowledgements
 * come back in any order, for a whole slot or for a part of it.  The ring tells how
 * many bytes are under way, and how many at the front of the stream are acknowledged
 * without a gap, so that the owner may report them.  A slot is free again when all its
 * bytes are reported.
 *
 *            head            edge                 tail
 *     slots:  | done | done |  partly | waits | done | (free ...)
 *             ^taken ......ready......^
 *             ^............ahead.....................^ next_off
 *
 * It never sees data, sockets, time or the protocol: only numbers.  Nothing is resent
 * over a reliable transport, so a slot need not own its bytes.  A slot of a writer is
 * acknowledged by a status, a slot of a reader by the data itself; what belongs to a
 * slot on the owner's side lies in an array of the owner, at s2_ring_index().
 *
 *     put, ack, ready, take      the normal life of a slot
 *     fault, rewind              after a failure, or for a seek
 *
 * Invariants, which hold after every call:
 *   1. tail - head <= slots
 *   2. slot i + 1 begins where slot i ends
 *   3. ahead = sum of len over [head, tail), less what was taken of slot head
 *   4. only the contiguous acknowledged prefix is ever taken
 *   5. after a bad acknowledgement nothing is put until rewind; what is acknowledged
 *      before the earliest bad slot can still be taken, then the fault shows
 *   6. nothing is allocated but by init and grow; slot numbers are never used twice
 *      (they wrap at 2^32), so an acknowledgement from before a rewind is refused
 *
 * A ring that is all zero bytes is valid: it has no slots and stands at offset 0. */
#ifndef S2_SFTP_RING_H
#define S2_SFTP_RING_H

#include "base/err.h"
#include "base/mem.h"

struct s2_ring_ent {
    uint64_t off;  /* where in the stream the slot begins */
    uint32_t id;   /* the owner's, opaque */
    uint32_t len;  /* bytes, at least 1 */
    uint32_t got;  /* bytes of it acknowledged so far */
    uint32_t code; /* 0, or what the bad acknowledgement said */
};

struct s2_ring {
    struct s2_ring_ent *e;
    uint32_t slots;      /* size of e: 0 or a power of two */
    uint32_t head, tail; /* running numbers of the oldest slot and of the next one */
    uint32_t edge;       /* oldest slot that is not acknowledged to its end, or tail */
    uint32_t taken;      /* bytes of slot head that were taken */
    bool faulted;        /* some slot has a code */
    uint64_t next_off;   /* where the next slot will begin */
    size_t ahead;        /* bytes put and not taken */
    size_t ready;        /* bytes that may be taken */
};

/* Make an empty ring of 2^log2_slots slots that stands at offset off; log2_slots is at
 * most 20.  LIBSSH2_ERROR_ALLOC leaves a valid ring without slots. */
int s2_ring_init(struct s2_ring *r, struct s2_mem *m, unsigned log2_slots,
                 uint64_t off) S2_CHECK;

/* Enlarge to 2^log2_slots; slots in use keep their numbers (but see s2_ring_index).  A
 * size that is not larger does nothing.  LIBSSH2_ERROR_ALLOC: unchanged. */
int s2_ring_grow(struct s2_ring *r, struct s2_mem *m, unsigned log2_slots) S2_CHECK;

/* Give back the slots.  The ring is valid afterwards, and at offset 0. */
void s2_ring_free(struct s2_ring *r, struct s2_mem *m);

/* True if s2_ring_put would succeed. */
bool s2_ring_can_put(const struct s2_ring *r);

/* Append a slot of len bytes and return its number in *slot; the entry, or NULL: full,
 * faulted, or len is 0. */
struct s2_ring_ent *s2_ring_put(struct s2_ring *r, uint32_t id, uint32_t len,
                                uint32_t *slot) S2_CHECK;

/* Acknowledge got further bytes of a slot (code 0), or say that its rest has failed
 * (code not 0, got ignored).  LIBSSH2_ERROR_PROTO, and nothing changed, for a slot that
 * is not in the ring, is acknowledged to its end or has failed, and for got beyond its
 * end. */
int s2_ring_ack(struct s2_ring *r, uint32_t slot, uint32_t code, uint32_t got) S2_CHECK;

/* Report up to max of the ready bytes: how many.  Slots that are reported whole are
 * free again. */
size_t s2_ring_take(struct s2_ring *r, size_t max);

/* The code of the earliest bad slot once all before it is taken, else 0.  Stays until
 * s2_ring_rewind, which the owner calls when it has reported the failure. */
uint32_t s2_ring_fault(const struct s2_ring *r);

/* Forget all slots and stand at off.  The owner first makes sure that answers for what
 * is outstanding will be swallowed. */
void s2_ring_rewind(struct s2_ring *r, uint64_t off);

/* The entry of a slot number, NULL if it is not in the ring. */
struct s2_ring_ent *s2_ring_at(const struct s2_ring *r, uint32_t slot);

/* Bytes at the front that may be taken. */
static inline size_t s2_ring_ready(const struct s2_ring *r)
{
    return r->ready;
}

/* Bytes put beyond what was taken. */
static inline size_t s2_ring_ahead(const struct s2_ring *r)
{
    return r->ahead;
}

/* Stream offset of the first byte that was not taken. */
static inline uint64_t s2_ring_off(const struct s2_ring *r)
{
    return r->next_off - r->ahead;
}

/* Slots in use. */
static inline uint32_t s2_ring_used(const struct s2_ring *r)
{
    return r->tail - r->head;
}

/* True if the entry still expects acknowledgements. */
static inline bool s2_ring_waits(const struct s2_ring_ent *e)
{
    return e->code == 0 && e->got < e->len;
}

/* Place of a slot in e, and in arrays that the owner keeps beside it.  Not for a ring
 * without slots. */
static inline uint32_t s2_ring_index(const struct s2_ring *r, uint32_t slot)
{
    return slot & (r->slots - 1);
}

#endif
