/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See frame.h.  The state is how much of the head is there, and then one of three: a
 * payload that passes through, bytes to skip, a message being put together. */
#include "sftp/frame.h"

#include "base/mem.h"

#define HEAD_SIZE 5  /* length, number */
#define DATA_HEAD 13 /* and id, length of the payload */

void s2_frame_init(struct s2_frame *f, struct s2_mem *mem,
                   const struct s2_frame_ops *ops, void *who)
{
    memset(f, 0, sizeof(*f));
    f->mem = mem;
    f->ops = ops;
    f->who = who;
}

void s2_frame_free(struct s2_frame *f)
{
    if (f->buf != f->small)
        s2_free(f->mem, f->buf);
    f->buf = NULL;
}

/* Bytes of the message behind its number. */
static uint32_t body_size(const struct s2_frame *f)
{
    return s2_get_u32(f->head) - 1;
}

static uint32_t data_id(const struct s2_frame *f)
{
    return s2_get_u32(f->head + 5);
}

static uint32_t data_size(const struct s2_frame *f)
{
    return s2_get_u32(f->head + 9);
}

/* Add to the head; true once it is complete. */
static bool gather_head(struct s2_frame *f, struct s2_rd *r)
{
    for (;;) {
        size_t need =
            f->have >= HEAD_SIZE && f->head[4] == FXP_DATA ? DATA_HEAD : HEAD_SIZE;
        struct s2_span s;

        if (f->have == need)
            return true;
        s = s2_rd_raw(r, s2_min(need - f->have, s2_rd_left(r)));
        if (s.n == 0)
            return false;
        memcpy(f->head + f->have, s.p, s.n);
        f->have = (uint8_t)(f->have + s.n);
    }
}

/* A length that cannot be is told before anything is allocated for it. */
static int check_length(const struct s2_frame *f)
{
    uint32_t length = s2_get_u32(f->head);
    uint32_t max = f->head[4] == FXP_NAME ? S2_FRAME_MAX_NAMES : S2_FRAME_MAX;

    if (length == 0)
        return LIBSSH2_ERROR_SFTP_PROTOCOL;
    if (length > max)
        return LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED;
    return 0;
}

/* DATA: number, id, and the payload as a string must fit in the length. */
static int begin_data(struct s2_frame *f)
{
    uint32_t body = body_size(f), n = data_size(f);

    if (body < 8 || n > body - 8)
        return LIBSSH2_ERROR_SFTP_PROTOCOL;
    f->payload = n;
    f->extra = body - 8 - n;
    return f->ops->data_begin(f->who, data_id(f), n);
}

/* The receiver may find only now that bytes are missing. */
static int end_data(struct s2_frame *f)
{
    f->have = 0;
    return f->ops->data_end(f->who, data_id(f), data_size(f));
}

/* The payload, then what a later version may have put behind it. */
static int pass_data(struct s2_frame *f, struct s2_rd *r, const struct s2_pkt *pkt)
{
    struct s2_span part = s2_rd_raw(r, s2_min(f->payload, s2_rd_left(r)));
    size_t skip = s2_min(f->extra, s2_rd_left(r));
    int rc;

    f->payload -= (uint32_t)part.n;
    if (part.n) {
        rc = f->ops->data_part(f->who, data_id(f), part, pkt);
        if (rc)
            return rc;
    }
    if (f->payload)
        return 0;
    s2_rd_skip(r, skip);
    f->extra -= (uint32_t)skip;
    return f->extra ? 0 : end_data(f);
}

/* Hand out a message in place, or begin to put it together. */
static int begin_message(struct s2_frame *f, struct s2_rd *r)
{
    uint32_t n = body_size(f);

    if (n <= s2_rd_left(r)) {
        f->have = 0;
        return f->ops->message(f->who, f->head[4], s2_rd_raw(r, n));
    }
    f->buf = n <= sizeof(f->small) ? f->small : (uint8_t *)s2_alloc(f->mem, n);
    f->size = n;
    f->used = 0;
    return f->buf ? 0 : LIBSSH2_ERROR_ALLOC;
}

/* Only messages that a packet's border cut come here. */
static int add_to_message(struct s2_frame *f, struct s2_rd *r)
{
    struct s2_span s = s2_rd_raw(r, s2_min(f->size - f->used, s2_rd_left(r)));
    int rc;

    if (s.n)
        memcpy(f->buf + f->used, s.p, s.n);
    f->used += (uint32_t)s.n;
    if (f->used < f->size)
        return 0;
    f->have = 0;
    rc = f->ops->message(f->who, f->head[4], s2_span(f->buf, f->size));
    s2_frame_free(f);
    return rc;
}

/* One message more, or as much of it as there is. */
static int step(struct s2_frame *f, struct s2_rd *r, const struct s2_pkt *pkt)
{
    bool data;
    int rc;

    if (f->buf)
        return add_to_message(f, r);
    if (f->payload || f->extra)
        return pass_data(f, r, pkt);
    if (!gather_head(f, r))
        return 0;
    data = f->head[4] == FXP_DATA;
    rc = check_length(f);
    if (rc == 0)
        rc = data ? begin_data(f) : begin_message(f, r);
    if (rc == 0 && data)
        rc = pass_data(f, r, pkt);
    return rc;
}

int s2_frame_feed(struct s2_frame *f, struct s2_span data, const struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(data);
    int rc = 0;

    while (rc == 0 && s2_rd_left(&r))
        rc = step(f, &r, pkt);
    return rc;
}
