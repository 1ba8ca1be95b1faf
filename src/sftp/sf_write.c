/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Writing.  The application's buffer is cut into requests, each sealed straight from
 * there as one packet and counted in the ring; acknowledgements are reported in the
 * order of the bytes.  What is under way need not be kept: the application passes the
 * unreported bytes again, and as many as the ring says are skipped.
 *
 * So no more can be under way than the application's buffer holds, and the server's
 * window is the other limit; the ring must be neither. */
#include "sftp/sf.h"

/* 128 slots of 32 KiB: twice the 2 MiB window that servers give. */
#define RING_LOG2 7

/* Handles up to this length leave the head within what s2_chan_bulk takes (48). */
#define SHORT_HANDLE (48 - S2_SFTP_RW_HEAD)

/* With nothing under way and a window smaller than this much data, the channel gets a
 * copy and sends it as the window opens. */
#define TINY 1024u

/* Sealed bytes are not pushed out before a call returns a count as long as this much is
 * under way and the batch is smaller than the other: the application must call again,
 * and fewer and larger sends result. */
#define UNDER_WAY_ENOUGH ((size_t)512 * 1024)
#define BATCH_WORTHWHILE ((size_t)64 * 1024)

/* --- Answers ------------------------------------------------------------------- */

/* A status for a slot: order does not matter. */
int s2_sf_written(s2_file *f, uint32_t slot, const struct s2_sf_status *st)
{
    const struct s2_ring_ent *e = s2_ring_at(&f->ring, slot);
    int rc;

    s2_sf_moved(f);
    if (!e)
        rc = LIBSSH2_ERROR_PROTO;
    else if (st->code)
        rc = s2_sf_slot_failed(f, slot, st);
    else
        rc = s2_ring_ack(&f->ring, slot, 0, e->len);
    return rc ? s2_sf_die(f->t, LIBSSH2_ERROR_SFTP_PROTOCOL,
                          "SFTP: status for a write that was not sent")
              : 0;
}

void s2_sf_owed_answer(s2_file *f, const struct s2_sf_status *st)
{
    f->owed--;
    if (st->code && !f->lost.code)
        f->lost = *st;
}

/* --- One request --------------------------------------------------------------- */

static size_t head_size(const s2_file *f)
{
    return S2_SFTP_RW_HEAD + f->handle.n;
}

/* Most data of one request.  With the head it fills one packet of the channel exactly:
 * a request cut over two packets costs the server more. */
static size_t chunk(const s2_file *f)
{
    size_t packet = s2_min(f->t->packet, S2_SFTP_CHUNK), head = head_size(f);

    return packet > head + TINY ? packet - head : TINY;
}

/* All of a WRITE but its data, which stays where it is. */
static void write_head(struct s2_wr *w, const s2_file *f, uint32_t id, size_t n)
{
    s2_wr_u32(w, (uint32_t)(head_size(f) - 4 + n));
    s2_wr_u8(w, FXP_WRITE);
    s2_wr_u32(w, id);
    s2_wr_str(w, f->handle);
    s2_wr_u64(w, f->ring.next_off);
    s2_wr_u32(w, (uint32_t)n);
}

/* From the application's memory: one packet, or two if the head is too long to go in
 * front.  There is room for all of it. */
static int send_in_place(s2_file *f, struct s2_span head, struct s2_span data)
{
    s2_chan *c = f->t->chan;
    int rc;

    if (head.n <= S2_SFTP_RW_HEAD + SHORT_HANDLE)
        return s2_chan_bulk(c, head, data);
    rc = s2_chan_queue(c, head);
    if (rc)
        return rc;
    /* Half a message is out: the rest must follow in any case. */
    rc = data.n <= s2_chan_room(c) ? s2_chan_bulk(c, s2_span(NULL, 0), data)
                                   : s2_chan_queue(c, data);
    return rc ? s2_sf_die(f->t, rc, "SFTP: a write could not be sent whole") : 0;
}

/* Copied, to go piece by piece. */
static int send_copied(s2_file *f, struct s2_span head, struct s2_span data)
{
    struct s2_wr w = s2_wr_growing(&f->s->mem);
    int rc;

    s2_wr_raw(&w, head.p, head.n);
    s2_wr_raw(&w, data.p, data.n);
    rc = s2_wr_ok(&w) ? s2_chan_queue(f->t->chan, s2_wr_span(&w)) : LIBSSH2_ERROR_ALLOC;
    s2_wr_free(&w);
    return rc;
}

typedef int sender(s2_file *f, struct s2_span head, struct s2_span data);

/* Id, packet, slot: after a failure none of the three is left. */
static int send_write(s2_file *f, struct s2_span data, sender *how)
{
    uint8_t buf[S2_SFTP_RW_HEAD + S2_SFTP_HANDLE_MAX];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
    uint32_t id, slot;
    int rc;

    rc = s2_req_new(&f->t->reqs, S2_REQ_WRITE, f, f->ring.tail, &id);
    if (rc)
        return s2_fail(&f->s->err, rc, "no memory for a write request");
    write_head(&w, f, id, data.n);
    rc = how(f, s2_wr_span(&w), data);
    if (!rc && !s2_ring_put(&f->ring, id, (uint32_t)data.n, &slot))
        rc = LIBSSH2_ERROR_BUFFER_TOO_SMALL; /* not reached: fill() asked the ring */
    if (rc)
        s2_req_done(&f->t->reqs, id);
    return rc;
}

/* --- As many as may go --------------------------------------------------------- */

/* How the next request can be sent: data bytes, 0 for not now; *how. */
static size_t next_request(const s2_file *f, size_t left, sender **how)
{
    const s2_chan *c = f->t->chan;
    size_t room = s2_chan_room(c), window = s2_chan_window_out(c, NULL);
    size_t want = s2_min(left, chunk(f)), head = head_size(f);

    *how = send_in_place;
    if (room >= head + want)
        return want;
    /* Packets that never hold a whole request: the channel cuts it, one at a time. */
    if (room > 0 && f->t->packet < head + want) {
        *how = send_copied;
        return s2_min(want, TINY);
    }
    /* The batch is full, keys change, or the window is closing: with answers due, wait,
     * rather than send scraps. */
    if (window >= head + want || s2_ring_used(&f->ring))
        return 0;
    if (room >= head + TINY)
        return room - head;
    if (room < window)
        return 0;
    *how = send_copied;
    return s2_min(want, TINY);
}

/* The peer's packet size shows in the room of a channel with an open window. */
static void learn_packet(s2_file *f)
{
    f->t->packet = s2_max(f->t->packet, s2_chan_room(f->t->chan));
}

/* Make requests of what is not yet under way of the n bytes at buf. */
static int fill(s2_file *f, const uint8_t *buf, size_t n)
{
    sender *how;
    int rc = 0;

    learn_packet(f);
    while (!rc && s2_ring_ahead(&f->ring) < n && s2_ring_can_put(&f->ring)) {
        size_t ahead = s2_ring_ahead(&f->ring);
        size_t part = next_request(f, n - ahead, &how);

        if (part == 0) {
            if (s2_batch_left(&f->s->out) == 0)
                break;
            rc = s2_flush(f->s);
            if (rc)
                return rc == LIBSSH2_ERROR_EAGAIN ? 0 : rc;
            part = next_request(f, n - ahead, &how);
            if (part == 0)
                break;
        }
        rc = send_write(f, s2_span(buf + ahead, part), how);
    }
    return rc;
}

/* --- The call ------------------------------------------------------------------ */

/* Everything before the failed bytes was reported: report the failure, once, and stand
 * where the application knows that we stand. */
static int report_fault(s2_file *f)
{
    struct s2_sf_status fault = f->fault;

    s2_sf_file_forget(f, s2_ring_off(&f->ring), S2_REQ_STUB);
    return s2_sf_refused(f->t, "WRITE", f->path, &fault);
}

/* Push out what was sealed, unless waiting for more does no harm. */
static int push(s2_file *f)
{
    int rc = 0;

    if (s2_ring_ahead(&f->ring) < UNDER_WAY_ENOUGH ||
        s2_batch_left(&f->s->out) >= BATCH_WORTHWHILE)
        rc = s2_flush(f->s);
    return rc == LIBSSH2_ERROR_EAGAIN ? 0 : rc;
}

/* One turn: 1 if the call can return (*put is set), 0 after something moved, EAGAIN. */
static int turn(s2_file *f, const uint8_t *buf, size_t n, size_t *put)
{
    int rc = s2_sf_alive(f->t);

    if (!rc && s2_ring_ready(&f->ring) < n && !f->fault.code)
        rc = fill(f, buf, n);
    *put = s2_ring_take(&f->ring, n);
    if (*put) {
        s2_sf_moved(f);
        /* A failure shows in the next call: these bytes are done. */
        (void)(rc ? rc : push(f));
        return 1;
    }
    if (rc)
        return rc;
    if (s2_ring_fault(&f->ring))
        return report_fault(f);
    rc = s2_pump(f->s);
    if (rc)
        return rc < 0 ? rc : 0;
    return s2_sf_nothing_yet(f, "WRITE");
}

int s2_file_write(s2_file *f, const uint8_t *buf, size_t n, size_t *put)
{
    int rc = s2_sf_file_begin(f);

    *put = 0;
    if (rc && (!f->t || s2_ring_ready(&f->ring) == 0))
        return rc;
    rc = s2_sf_file_use(f, S2_USE_WRITE, RING_LOG2);
    if (rc)
        return rc;
    if (n == 0) {
        rc = s2_ring_used(&f->ring) ? s2_pump(f->s) : 0;
        return rc < 0 ? rc : 0;
    }
    do {
        rc = turn(f, buf, n, put);
    } while (rc == 0);
    return rc == 1 ? 0 : rc;
}
