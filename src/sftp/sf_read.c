/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Reading ahead.  Slots of the ring are ranges of the file that were asked for; their
 * payload goes straight into the buffer of the call that runs if it is the next of the
 * file, else it is kept beside its slot, as parts of the packets that it came in.
 *
 * The number of slots under way does not depend on the size of the application's
 * buffer: it begins small, for small files, and doubles for each round in which the
 * reader had to wait, up to a bound.  That bounds the memory of a file that is read as
 * well. */
#include "sftp/sf.h"

/* Slots at most, as a power of two: 256 slots of 32 KiB are 8 MiB a file. */
#define DEPTH_MAX_LOG2 8

/* Parts up to SMALL are gathered in copies of FILL bytes: a server that gives a byte
 * for each request would cost a node each. */
#define SMALL 512u
#define FILL  4096u

/* Requests are collected here and sent as one packet. */
#define REQUESTS_SIZE (S2_SFTP_HANDLE_MAX + 4 * S2_SFTP_RW_HEAD)

static struct s2_sf_slot *beside(const s2_file *f, uint32_t slot)
{
    return &f->rd.slot[s2_ring_index(&f->ring, slot)];
}

/* --- The slots' memory --------------------------------------------------------- */

/* Move what is kept for slots in use to a larger array. */
static void move_slots(const s2_file *f, struct s2_sf_slot *to, uint32_t to_size,
                       uint32_t from_size)
{
    struct s2_link *l;
    uint32_t i;

    for (i = 0; i < to_size; i++)
        s2_list_init(&to[i].kept);
    for (i = f->ring.head; from_size && i != f->ring.tail; i++) {
        struct s2_sf_slot *from = &f->rd.slot[i & (from_size - 1)];
        struct s2_sf_slot *place = &to[i & (to_size - 1)];

        place->ask = from->ask;
        place->spare = from->spare;
        while ((l = s2_list_pop(&from->kept)) != NULL)
            s2_list_add(&place->kept, l);
    }
}

/* Enlarge ring and array to 2^log2 slots. */
static int enlarge(s2_file *f, unsigned log2)
{
    struct s2_mem *m = &f->s->mem;
    uint32_t size = (uint32_t)1 << log2, old_size = f->rd.slot ? f->ring.slots : 0;
    struct s2_sf_slot *slot = (struct s2_sf_slot *)s2_array(m, size, sizeof(*slot));

    if (!slot || s2_ring_grow(&f->ring, m, log2)) {
        s2_free(m, slot);
        return s2_fail(&f->s->err, LIBSSH2_ERROR_ALLOC, "no memory for reading ahead");
    }
    move_slots(f, slot, size, old_size);
    s2_free(m, f->rd.slot);
    f->rd.slot = slot;
    return 0;
}

/* Keep 2^log2 slots under way from now on. */
static int deepen(s2_file *f, unsigned log2)
{
    int rc = 0;

    if (!f->rd.slot || (uint32_t)1 << log2 > f->ring.slots)
        rc = enlarge(f, log2);
    if (rc)
        return rc;
    f->rd.depth_log2 = (uint8_t)log2;
    f->rd.grown_at = f->ring.head;
    return 0;
}

static uint32_t depth(const s2_file *f)
{
    return (uint32_t)1 << f->rd.depth_log2;
}

/* The reader found nothing though all slots are under way, and a whole round of them
 * has passed since the last time: the connection is longer than the read-ahead. */
static int deepen_if_starved(s2_file *f)
{
    if (f->rd.depth_log2 >= DEPTH_MAX_LOG2 || s2_ring_used(&f->ring) < depth(f) ||
        f->ring.head - f->rd.grown_at < depth(f))
        return 0;
    return deepen(f, f->rd.depth_log2 + 1u);
}

/* --- Asking -------------------------------------------------------------------- */

/* The rest of a slot has to be asked for, by ask(). */
static void want(s2_file *f, uint32_t slot)
{
    beside(f, slot)->ask = true;
    f->rd.asks++;
}

/* New slots up to the depth; not one by one once there are many, so that requests
 * travel together. */
static void extend(s2_file *f)
{
    uint32_t used = s2_ring_used(&f->ring), slot;

    if (used > depth(f) - depth(f) / 4)
        return;
    while (used < depth(f) && s2_ring_put(&f->ring, 0, S2_SFTP_CHUNK, &slot)) {
        want(f, slot);
        used++;
    }
}

/* The rest of a slot: what was got already is not asked for twice. */
static void write_request(struct s2_wr *w, const s2_file *f,
                          const struct s2_ring_ent *e)
{
    s2_wr_u32(w, (uint32_t)(S2_SFTP_RW_HEAD - 4 + f->handle.n));
    s2_wr_u8(w, FXP_READ);
    s2_wr_u32(w, e->id);
    s2_wr_str(w, f->handle);
    s2_wr_u64(w, e->off + e->got);
    s2_wr_u32(w, e->len - e->got);
}

/* Requests for the slots from *slot on that want one, as many as fit in the writer: how
 * many; *slot is where to go on. */
static uint32_t collect(s2_file *f, struct s2_wr *w, uint32_t *slot)
{
    size_t each = S2_SFTP_RW_HEAD + f->handle.n;
    uint32_t n = 0;

    for (; *slot != f->ring.tail; ++*slot) {
        struct s2_ring_ent *e = s2_ring_at(&f->ring, *slot);

        if (!beside(f, *slot)->ask)
            continue;
        if (each > (size_t)(w->end - w->p) ||
            s2_req_new(&f->t->reqs, S2_REQ_READ, f, *slot, &e->id))
            break;
        write_request(w, f, e);
        beside(f, *slot)->ask = false;
        f->rd.asks--;
        n++;
    }
    return n;
}

/* They could not be sent: take them back, a later call tries again. */
static void uncollect(s2_file *f, uint32_t from, uint32_t to)
{
    for (; from != to; from++) {
        const struct s2_ring_ent *e = s2_ring_at(&f->ring, from);
        const struct s2_req *q = s2_req_find(&f->t->reqs, e->id);

        if (beside(f, from)->ask || !q || q->owner != f || q->slot != from)
            continue;
        s2_req_done(&f->t->reqs, e->id);
        want(f, from);
    }
}

static int ask(s2_file *f)
{
    uint8_t buf[REQUESTS_SIZE];
    uint32_t slot = f->ring.head;
    int rc = 0;

    if (!f->rd.eof)
        extend(f);
    while (!rc && f->rd.asks) {
        struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
        uint32_t from = slot;

        if (!collect(f, &w, &slot))
            return s2_fail(&f->s->err, LIBSSH2_ERROR_ALLOC, "no memory for requests");
        rc = s2_chan_queue(f->t->chan, s2_wr_span(&w));
        if (rc)
            uncollect(f, from, slot);
    }
    return rc;
}

/* --- Answers ------------------------------------------------------------------- */

int s2_sf_data_begin(s2_file *f, uint32_t slot, uint32_t n)
{
    const struct s2_ring_ent *e = s2_ring_at(&f->ring, slot);

    return e && s2_ring_waits(e) && n <= e->len - e->got ? 0 : LIBSSH2_ERROR_PROTO;
}

/* Bytes for the buffer of the call that runs; the slot is the oldest and has nothing
 * kept. */
static size_t deliver(s2_file *f, uint32_t slot, struct s2_span part, int *rc)
{
    size_t n = s2_min(f->rd.room, part.n);

    *rc = s2_ring_ack(&f->ring, slot, 0, (uint32_t)n);
    if (*rc || n == 0)
        return 0;
    memcpy(f->rd.into, part.p, n);
    f->rd.into += n;
    f->rd.room -= n;
    return s2_ring_take(&f->ring, n);
}

/* Append a small part to the copy at the end, or begin such a copy. */
static bool keep_small(s2_file *f, struct s2_sf_slot *b, struct s2_span part)
{
    struct s2_pkt *p;

    if (part.n > b->spare) {
        p = (struct s2_pkt *)s2_alloc(&f->s->mem, sizeof(*p) + FILL);
        if (!p)
            return false;
        memset(p, 0, sizeof(*p));
        p->body = s2_span(p + 1, 0);
        s2_list_add(&b->kept, &p->link);
        b->spare = FILL;
    }
    p = S2_ITEM(b->kept.head.prev, struct s2_pkt, link);
    memcpy((uint8_t *)(p + 1) + (FILL - b->spare), part.p, part.n);
    p->body.n += part.n;
    b->spare -= (uint32_t)part.n;
    return true;
}

static bool keep(s2_file *f, struct s2_sf_slot *b, struct s2_span part,
                 const struct s2_pkt *pkt)
{
    struct s2_pkt *p;

    if (part.n <= SMALL)
        return keep_small(f, b, part);
    p = s2_pkt_keep(&f->s->in, &f->s->mem, pkt, part);
    if (!p)
        return false;
    s2_list_add(&b->kept, &p->link);
    b->spare = 0;
    return true;
}

int s2_sf_data_part(s2_file *f, uint32_t slot, struct s2_span part,
                    const struct s2_pkt *pkt)
{
    struct s2_sf_slot *b = beside(f, slot);
    size_t n;
    int rc = 0;

    s2_sf_moved(f);
    if (f->rd.room && slot == f->ring.head && s2_list_empty(&b->kept)) {
        n = deliver(f, slot, part, &rc);
        part.p += n;
        part.n -= n;
    }
    if (rc || part.n == 0)
        return rc;
    if (!keep(f, b, part, pkt))
        return LIBSSH2_ERROR_ALLOC;
    return s2_ring_ack(&f->ring, slot, 0, (uint32_t)part.n);
}

int s2_sf_data_end(s2_file *f, uint32_t slot, uint32_t n)
{
    const struct s2_ring_ent *e = s2_ring_at(&f->ring, slot);
    struct s2_sf_status eof = {LIBSSH2_FX_EOF, ""};

    s2_sf_moved(f);
    if (!e || !s2_ring_waits(e))
        return 0;
    /* Data of no bytes is how some servers tell the end. */
    if (n == 0)
        return s2_sf_slot_failed(f, slot, &eof);
    want(f, slot);
    return 0;
}

int s2_sf_read_status_of(s2_file *f, uint32_t slot, struct s2_sf_status *st)
{
    s2_sf_moved(f);
    if (st->code == LIBSSH2_FX_OK)
        st->code = LIBSSH2_FX_BAD_MESSAGE; /* "OK" without data makes no sense */
    return s2_sf_slot_failed(f, slot, st);
}

/* --- The call ------------------------------------------------------------------ */

/* Hand out what is kept for the next bytes of the file. */
static void drain(s2_file *f)
{
    while (f->rd.room && s2_ring_ready(&f->ring)) {
        struct s2_sf_slot *b = beside(f, f->ring.head);
        struct s2_pkt *p = S2_ITEM(s2_list_first(&b->kept), struct s2_pkt, link);
        size_t n = s2_min(f->rd.room, p->body.n);

        memcpy(f->rd.into, p->body.p, n);
        f->rd.into += n;
        f->rd.room -= n;
        p->body.p += n;
        p->body.n -= n;
        if (p->body.n == 0) {
            s2_list_del(&p->link);
            s2_pkt_drop(&f->s->in, &f->s->mem, p);
            if (s2_list_empty(&b->kept))
                b->spare = 0;
        }
        (void)s2_ring_take(&f->ring, n);
    }
}

/* All before it was handed out: the end, or a failure. */
static int report_fault(s2_file *f)
{
    struct s2_sf_status fault = f->fault;

    s2_sf_file_forget(f, s2_ring_off(&f->ring), S2_REQ_STUB);
    if (fault.code != LIBSSH2_FX_EOF)
        return s2_sf_refused(f->t, "READ", f->path, &fault);
    f->rd.eof = true;
    return 0;
}

/* One turn of a call for n bytes: 1 the call can return, 0 something moved, or a code.
 */
static int turn(s2_file *f, size_t n)
{
    int rc;

    drain(f);
    if (f->rd.room == 0)
        return 1;
    rc = s2_sf_alive(f->t);
    if (rc)
        return rc;
    if (s2_ring_fault(&f->ring)) {
        rc = f->rd.room == n ? report_fault(f) : 0; /* else in the next call */
        return rc ? rc : 1;
    }
    if (f->rd.eof)
        return 1;
    rc = deepen_if_starved(f);
    if (!rc)
        rc = ask(f);
    if (rc)
        return rc;
    rc = s2_pump(f->s);
    if (rc == 0)
        return s2_sf_nothing_yet(f, "READ");
    return rc < 0 ? rc : f->rd.room == 0;
}

/* After the call took bytes: keep the pipe full. */
static void ask_ahead(s2_file *f)
{
    int rc = 0;

    if (!f->rd.eof && !f->fault.code && !f->t->dead)
        rc = ask(f);
    if (!rc && s2_batch_left(&f->s->out))
        rc = s2_flush(f->s);
    (void)rc; /* a failure shows in the next call: these bytes are good */
}

static int begin(s2_file *f)
{
    int rc = s2_sf_file_begin(f);

    if (rc && (!f->t || f->use != S2_USE_READ || s2_ring_ready(&f->ring) == 0))
        return rc;
    rc = s2_sf_file_use(f, S2_USE_READ, S2_SFTP_DEPTH_LOG2);
    if (!rc && !f->rd.slot)
        rc = deepen(f, S2_SFTP_DEPTH_LOG2);
    return rc;
}

int s2_file_read(s2_file *f, uint8_t *buf, size_t n, size_t *got)
{
    int rc = begin(f);

    *got = 0;
    if (rc || n == 0)
        return rc;
    f->rd.into = buf;
    f->rd.room = n;
    do {
        size_t room = f->rd.room;

        rc = turn(f, n);
        /* Go on while bytes come for us; other channels may be busy for ever. */
        if (rc == 0 && f->rd.room == room && room < n)
            break;
    } while (rc == 0);
    *got = n - f->rd.room;
    f->rd.into = NULL;
    f->rd.room = 0;
    if (*got) {
        ask_ahead(f);
        return 0;
    }
    return rc == 1 ? 0 : rc;
}
