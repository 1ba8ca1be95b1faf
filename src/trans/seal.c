/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Messages into sealed packets (RFC 4253 section 6).  The payload of bulk data goes
 * through the cipher once, from the caller's memory straight into the batch; only the
 * edges that do not fill a cipher block are copied. */
#include "trans/packet.h"
#include "trans/trans.h"

#define PAD_MIN 4

/* Where the parts of one packet lie. */
struct layout {
    size_t at;   /* offset of the payload's bulk part */
    size_t fill; /* bytes of bulk that complete the first segment's last block */
    size_t mid;  /* bytes of bulk in whole blocks */
    size_t pad;  /* bytes of padding */
    size_t end;  /* bytes of the packet without its tag */
};

/* RFC 4253 section 6: the encrypted part is a whole number of blocks, with at least
 * four bytes of padding; where the length is in clear it does not count. */
static struct layout lay_out(const struct s2_dir *d, size_t head, size_t bulk)
{
    struct layout l;
    size_t over;

    l.at = 5 + head;
    l.pad = d->block - (l.at + bulk - d->clear) % d->block;
    if (l.pad < PAD_MIN)
        l.pad += d->block;
    l.end = l.at + bulk + l.pad;
    over = (l.at - d->clear) % d->block;
    l.fill = over ? s2_min(bulk, d->block - over) : 0;
    l.mid = (bulk - l.fill) / d->block * d->block;
    return l;
}

/* RFC 4253 section 6 wants random padding: drawn for many packets at once. */
static int put_padding(s2_session *s, uint8_t *p, size_t n)
{
    if (n > s->pad_left) {
        int rc = s2_random(s->pad_pool, sizeof(s->pad_pool));
        if (rc)
            return rc;
        s->pad_left = sizeof(s->pad_pool);
    }
    s->pad_left = (uint16_t)(s->pad_left - n);
    memcpy(p, s->pad_pool + s->pad_left, n);
    return 0;
}

/* Encrypt the three segments: edges in place, the middle from the caller's memory. */
static int crypt_parts(struct s2_dir *d, uint8_t *p, const struct layout *l,
                       const uint8_t *bulk)
{
    size_t mid_at = l->at + l->fill, tail_at = mid_at + l->mid;
    int rc;

    if (!l->mid)
        return d->ops->seal_part(d, p + d->clear, p + d->clear, l->end - d->clear);
    rc = d->ops->seal_part(d, p + d->clear, p + d->clear, mid_at - d->clear);
    if (!rc)
        rc = d->ops->seal_part(d, p + mid_at, bulk + l->fill, l->mid);
    if (!rc)
        rc = d->ops->seal_part(d, p + tail_at, p + tail_at, l->end - tail_at);
    return rc;
}

/* Nothing of the session changes before all has succeeded: the batch's tail, counts and
 * the sequence number move at the end. */
static int seal_payload(s2_session *s, struct s2_span head, struct s2_span bulk)
{
    struct s2_dir *d = &s->tx;
    struct layout l = lay_out(d, head.n, bulk.n);
    size_t rest = bulk.n - l.fill - l.mid;
    uint8_t *p = s2_batch_room(&s->out, &s->mem, l.end + d->tag);
    int rc;

    if (!p)
        return LIBSSH2_ERROR_ALLOC;
    s2_put_u32(p, (uint32_t)(l.end - 4));
    p[4] = (uint8_t)l.pad;
    memcpy(p + 5, head.p, head.n);
    if (l.fill)
        memcpy(p + l.at, bulk.p, l.fill);
    if (rest)
        memcpy(p + l.end - l.pad - rest, bulk.p + bulk.n - rest, rest);
    rc = put_padding(s, p + l.end - l.pad, l.pad);
    if (!rc)
        rc = d->ops->seal_begin(d, p);
    if (!rc)
        rc = crypt_parts(d, p, &l, bulk.p);
    if (!rc)
        rc = d->ops->seal_end(d, p, l.end, p + l.end);
    if (rc)
        return rc;
    s->out.tail += l.end + d->tag;
    s->out.pos_sealed += l.end + d->tag;
    d->bytes += l.end + d->tag;
    d->packets++;
    d->seq++;
    return 0;
}

/* With compression the payload is copied once more: what zlib gives lies in its buffer.
 */
int s2_seal(s2_session *s, struct s2_span head, struct s2_span bulk)
{
    struct s2_span packed;
    int rc;

    if (!s->tx.comp)
        return seal_payload(s, head, bulk);
    rc = s2_comp_run(s->tx.comp, &s->mem, head, bulk, &packed);
    return rc ? rc : seal_payload(s, packed, s2_span(NULL, 0));
}

/* A failed seal leaves cipher and compressor somewhere in the middle. */
static int seal_or_die(s2_session *s, struct s2_span head, struct s2_span bulk)
{
    int rc = s2_seal(s, head, bulk);

    if (rc == LIBSSH2_ERROR_ALLOC && !s->tx.comp)
        return s2_fail(&s->err, rc, "no memory to send message %d", head.p[0]);
    if (rc)
        return s2_die(s, rc, "message %d could not be encrypted", head.p[0]);
    return 0;
}

int s2_seal_held(s2_session *s)
{
    struct s2_link *l;
    int rc = 0;

    while (!rc && (l = s2_list_pop(&s->out.held)) != NULL) {
        struct s2_held *h = S2_ITEM(l, struct s2_held, link);

        rc = seal_or_die(s, s2_span(h->msg, h->n), s2_span(NULL, 0));
        s->out.held_bytes -= h->n;
        s2_wipe_free(&s->mem, h, sizeof(*h) + h->n);
    }
    if (rc == LIBSSH2_ERROR_ALLOC) /* a promised message is lost */
        rc = s2_die(s, rc, "no memory to go on after the key exchange");
    return rc;
}

/* RFC 4253 section 7.1: what may not be sent between our KEXINIT and our NEWKEYS. */
static bool must_be_held(const s2_session *s, uint8_t type)
{
    return s->out.hold &&
           (type >= SSH_MSG_USERAUTH_REQUEST || type == SSH_MSG_SERVICE_REQUEST);
}

/* The cap is on what waits, not on what is sent: a peer that reads is never cut off. */
int s2_send(s2_session *s, struct s2_span msg)
{
    int rc = s2_alive(s);

    if (rc)
        return rc;
    if (s2_batch_left(&s->out) + s->out.held_bytes + msg.n > S2_BATCH_CAP)
        return s2_die(s, LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                      "the server makes us answer but does not read");
    if (!must_be_held(s, msg.p[0]))
        return seal_or_die(s, msg, s2_span(NULL, 0));
    if (s2_batch_hold(&s->out, &s->mem, msg))
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory to send message %d",
                       msg.p[0]);
    return 0;
}

int s2_send_wr(s2_session *s, const struct s2_wr *w)
{
    if (!s2_wr_ok(w))
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for a message");
    return s2_send(s, s2_wr_span(w));
}

/* Bulk data waits while control messages still go: answers must not be held up by it.
 */
size_t s2_room(const s2_session *s)
{
    size_t left = s2_batch_left(&s->out);

    if (s->dead || s->out.hold || left >= S2_BATCH_HIGH)
        return 0;
    return S2_BATCH_HIGH - left;
}

int s2_send_bulk(s2_session *s, struct s2_span head, struct s2_span bulk)
{
    int rc = s2_alive(s);

    return rc ? rc : seal_or_die(s, head, bulk);
}

/* Marks of messages that are held: their place in the stream is not known yet. */
#define MARK_HELD ((uint64_t)1 << 63)

uint64_t s2_mark(const s2_session *s)
{
    return s->out.pos_sealed | (s2_list_empty(&s->out.held) ? 0 : MARK_HELD);
}

bool s2_sent(const s2_session *s, uint64_t mark)
{
    if (mark & MARK_HELD)
        return s2_list_empty(&s->out.held) && !s2_batch_left(&s->out);
    return s->out.pos_sent >= mark;
}
