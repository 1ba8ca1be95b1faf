/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Outgoing bytes: packets are sealed whole into one contiguous batch, in stream
 * order, and leave it in large sends.  While keys change, messages that may not go
 * under the old keys are held as plaintext and sealed after NEWKEYS.  So a message is
 * sent by being queued: no caller is ever half-way through one. */
#ifndef S2_TRANS_BATCH_H
#define S2_TRANS_BATCH_H

#include "base/list.h"
#include "base/mem.h"
#include "libssh2.h"

/* Bulk data is sealed until this many bytes wait; control messages may go over. */
#define S2_BATCH_HIGH ((size_t)128 * 1024)

/* A peer that makes us queue more control bytes than this without reading is cut off.
 */
#define S2_BATCH_CAP ((size_t)1024 * 1024)

struct s2_batch {
    uint8_t *buf;
    size_t cap, head, tail;        /* sealed bytes are [head, tail) */
    uint64_t pos_sealed, pos_sent; /* stream positions of tail and head; never wrap */
    struct s2_list held;           /* struct s2_held, in order */
    size_t held_bytes;
    bool hold; /* own KEXINIT sealed, own NEWKEYS not */
};

/* A message that waits for new keys. */
struct s2_held {
    struct s2_link link;
    size_t n;
    uint8_t *msg; /* follows this struct */
};

void s2_batch_init(struct s2_batch *b);
void s2_batch_free(struct s2_batch *b, struct s2_mem *m);

/* Room for n more bytes at tail: the place, or NULL without memory.  Nothing is
 * reserved: the writer advances tail and pos_sealed. */
uint8_t *s2_batch_room(struct s2_batch *b, struct s2_mem *m, size_t n) S2_CHECK;

/* n bytes of [head, tail) were taken by the socket. */
void s2_batch_sent(struct s2_batch *b, size_t n);

/* Keep a copy of msg until release.  LIBSSH2_ERROR_ALLOC. */
int s2_batch_hold(struct s2_batch *b, struct s2_mem *m, struct s2_span msg) S2_CHECK;

/* Give back the buffer if nothing is in it. */
void s2_batch_trim(struct s2_batch *b, struct s2_mem *m);

static inline size_t s2_batch_left(const struct s2_batch *b)
{
    return b->tail - b->head;
}

#endif
