/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See batch.h. */
#include "trans/batch.h"

/* Most sessions never send more at once than a few small packets. */
#define FIRST_CAP ((size_t)4096)

/* Nothing is allocated until the first packet. */
void s2_batch_init(struct s2_batch *b)
{
    memset(b, 0, sizeof(*b));
    s2_list_init(&b->held);
}

/* Held messages are plaintext, passwords among them: wiped, not just freed. */
static void drop_held(struct s2_batch *b, struct s2_mem *m)
{
    struct s2_link *l;

    while ((l = s2_list_pop(&b->held)) != NULL) {
        struct s2_held *h = S2_ITEM(l, struct s2_held, link);
        s2_wipe_free(m, h, sizeof(*h) + h->n);
    }
    b->held_bytes = 0;
}

/* What is in it may be passwords in their last form before the wire: wiped. */
void s2_batch_free(struct s2_batch *b, struct s2_mem *m)
{
    drop_held(b, m);
    s2_wipe_free(m, b->buf, b->cap);
    s2_batch_init(b);
}

/* Free room is found in this order: behind what waits; by moving that to the front; by
 * a block of twice the size, which makes the cost of growing proportional to what is
 * sent. */
uint8_t *s2_batch_room(struct s2_batch *b, struct s2_mem *m, size_t n)
{
    size_t left = s2_batch_left(b), cap;
    uint8_t *buf;

    if (n <= b->cap - b->tail)
        return b->buf + b->tail;
    if (n <= b->cap - left) { /* enough room once what has left is forgotten */
        memmove(b->buf, b->buf + b->head, left);
    } else {
        cap = s2_max(b->cap ? b->cap * 2 : FIRST_CAP, left + n);
        buf = s2_alloc(m, cap);
        if (!buf)
            return NULL;
        if (left)
            memcpy(buf, b->buf + b->head, left);
        s2_free(m, b->buf);
        b->buf = buf;
        b->cap = cap;
    }
    b->head = 0;
    b->tail = left;
    return b->buf + b->tail;
}

/* pos_sent never goes back: it is the stream position that s2_sent compares marks
 * with. */
void s2_batch_sent(struct s2_batch *b, size_t n)
{
    b->head += n;
    b->pos_sent += n;
    if (b->head == b->tail)
        b->head = b->tail = 0;
}

/* While keys change no message of the layers above may go out (RFC 4253 section 7.1).
 * It waits here as plaintext, since the keys that will seal it do not exist yet. */
int s2_batch_hold(struct s2_batch *b, struct s2_mem *m, struct s2_span msg)
{
    struct s2_held *h = s2_alloc(m, sizeof(*h) + msg.n);

    if (!h)
        return LIBSSH2_ERROR_ALLOC;
    memset(h, 0, sizeof(*h));
    h->n = msg.n;
    h->msg = (uint8_t *)(h + 1);
    memcpy(h->msg, msg.p, msg.n);
    s2_list_add(&b->held, &h->link);
    b->held_bytes += msg.n;
    return 0;
}

/* Bytes that wait keep their buffer: only an idle session gives memory back. */
void s2_batch_trim(struct s2_batch *b, struct s2_mem *m)
{
    if (b->head != b->tail)
        return;
    s2_free(m, b->buf);
    b->buf = NULL;
    b->cap = b->head = b->tail = 0;
}
