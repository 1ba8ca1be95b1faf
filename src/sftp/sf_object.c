/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A file as an object: its memory, what it has under way and how that is forgotten,
 * when it has waited for too long.  What the requests are is the business of sf_read.c,
 * sf_write.c and sf_dir.c, which lean on this file. */
#include "sftp/sf.h"

/* --- The object ---------------------------------------------------------------- */

/* Handle and path live behind the struct: one block, one release. */
s2_file *s2_sf_file_new(s2_sftp *t, struct s2_span handle, struct s2_span path)
{
    s2_file *f = (s2_file *)s2_alloc(&t->s->mem, sizeof(*f) + handle.n + path.n);
    uint8_t *bytes;

    if (!f)
        return NULL;
    memset(f, 0, sizeof(*f));
    bytes = (uint8_t *)(f + 1);
    if (handle.n)
        memcpy(bytes, handle.p, handle.n);
    if (path.n)
        memcpy(bytes + handle.n, path.p, path.n);
    f->handle = s2_span(bytes, handle.n);
    f->path = s2_span(bytes + handle.n, path.n);
    f->s = t->s;
    f->t = t;
    s2_list_add(&t->files, &f->link);
    return f;
}

/* --- What hangs on it ---------------------------------------------------------- */

/* Payload that nobody will read; the slabs that it lies in go with the last part. */
static void drop_kept(s2_file *f, struct s2_list *kept)
{
    struct s2_link *l;

    while ((l = s2_list_pop(kept)) != NULL)
        s2_pkt_drop(&f->s->in, &f->s->mem, S2_ITEM(l, struct s2_pkt, link));
}

/* The arrays stay for the next use; the depth begins anew, so that jumping about in a
 * file does not fetch megabytes for each jump. */
static void reader_forget(s2_file *f)
{
    uint32_t i;

    for (i = 0; f->rd.slot && i < f->ring.slots; i++) {
        drop_kept(f, &f->rd.slot[i].kept);
        f->rd.slot[i].spare = 0;
        f->rd.slot[i].ask = false;
    }
    f->rd.asks = 0;
    f->rd.depth_log2 = S2_SFTP_DEPTH_LOG2;
    f->rd.grown_at = f->ring.tail;
}

static void reader_free(s2_file *f)
{
    reader_forget(f);
    s2_free(&f->s->mem, f->rd.slot);
    f->rd.slot = NULL;
    f->rd.eof = false;
}

void s2_sf_batch_free(s2_file *f, struct s2_sf_batch *b)
{
    s2_free(&f->s->mem, b->data);
    memset(b, 0, sizeof(*b));
}

static void lister_free(s2_file *f)
{
    if (!f->dir)
        return;
    s2_sf_batch_free(f, &f->dir->now);
    s2_sf_batch_free(f, &f->dir->next);
    s2_free(&f->s->mem, f->dir);
    f->dir = NULL;
}

/* --- End ----------------------------------------------------------------------- */

/* For handles that came too late: their open was given up. */
void s2_sf_close_quietly(s2_sftp *t, struct s2_span handle)
{
    struct s2_wr w = s2_wr_growing(&t->s->mem);
    size_t mark = s2_wr_mark(&w);
    uint32_t id;

    if (!t->dead && !s2_req_new(&t->reqs, S2_REQ_STUB, NULL, 0, &id)) {
        s2_wr_u8(&w, FXP_CLOSE);
        s2_wr_u32(&w, id);
        s2_wr_str(&w, handle);
        s2_wr_close(&w, mark);
        /* Failing leaves the handle open at the server until the channel closes. */
        if (!s2_wr_ok(&w) || s2_chan_queue(t->chan, s2_wr_span(&w)))
            s2_req_done(&t->reqs, id);
    }
    s2_wr_free(&w);
}

/* What the server still answers for this file will find stubs.  The object itself
 * stays: the application has its address. */
void s2_sf_file_orphan(s2_file *f)
{
    s2_op_end_owner(f->s, f);
    if (f->t)
        s2_req_disown(&f->t->reqs, f);
    s2_list_del(&f->link);
    reader_free(f);
    lister_free(f);
    s2_ring_free(&f->ring, &f->s->mem);
    f->t = NULL;
}

void s2_sf_file_free(s2_file *f)
{
    if (!f)
        return;
    s2_sf_file_orphan(f);
    s2_free(&f->s->mem, f);
}

int s2_sf_file_begin(s2_file *f)
{
    if (!f->t)
        return s2_fail(&f->s->err, LIBSSH2_ERROR_BAD_USE,
                       "the SFTP session of this file was shut down");
    f->t->last_errno = LIBSSH2_FX_OK;
    return s2_sf_alive(f->t);
}

/* --- What is under way --------------------------------------------------------- */

/* Whatever is still to be answered for one slot will be swallowed, or (OWED) noted. */
static void forget_slot(s2_file *f, uint32_t slot, enum s2_req_kind late)
{
    const struct s2_ring_ent *e = s2_ring_at(&f->ring, slot);

    if (!s2_ring_waits(e))
        return;
    /* A reader's slot that is to be asked for again has no request under way. */
    if (f->use == S2_USE_READ && f->rd.slot[s2_ring_index(&f->ring, slot)].ask)
        return;
    s2_req_stub(&f->t->reqs, e->id, late);
    if (late == S2_REQ_OWED)
        f->owed++;
}

void s2_sf_file_forget(s2_file *f, uint64_t off, enum s2_req_kind late)
{
    uint32_t slot;

    if (f->use == S2_USE_READ)
        late = S2_REQ_STUB;
    for (slot = f->ring.head; slot != f->ring.tail; slot++)
        forget_slot(f, slot, late);
    if (f->use == S2_USE_READ)
        reader_forget(f);
    /* A failure that came and was not reported yet must not get lost. */
    if (late == S2_REQ_OWED && f->fault.code && !f->lost.code)
        f->lost = f->fault;
    f->fault.code = 0;
    s2_ring_rewind(&f->ring, off);
    s2_sf_moved(f);
}

/* Reading and writing share the offset and the ring; what one has under way means
 * nothing to the other. */
int s2_sf_file_use(s2_file *f, enum s2_sf_use use, unsigned log2_slots)
{
    uint64_t off = s2_ring_off(&f->ring);
    int rc;

    if (f->use == use)
        return 0;
    s2_sf_file_forget(f, off, S2_REQ_OWED);
    reader_free(f);
    s2_ring_free(&f->ring, &f->s->mem);
    f->use = S2_USE_NONE;
    rc = s2_ring_init(&f->ring, &f->s->mem, log2_slots, off);
    if (rc)
        return s2_fail(&f->s->err, rc, "no memory for a file's ring");
    f->use = (uint8_t)use;
    return 0;
}

int s2_sf_slot_failed(s2_file *f, uint32_t slot, const struct s2_sf_status *st)
{
    /* Running numbers: the difference as a signed number tells which is earlier. */
    if (!f->fault.code || (int32_t)(slot - f->fault_slot) < 0) {
        f->fault = *st;
        f->fault_slot = slot;
    }
    return s2_ring_ack(&f->ring, slot, st->code, 0);
}

/* --- Waiting ------------------------------------------------------------------- */

void s2_sf_moved(s2_file *f)
{
    f->stall.since = 0;
}

int s2_sf_nothing_yet(s2_file *f, const char *action)
{
    s2_session *s = f->s;
    uint64_t now = s2_now();

    /* Bytes that left for the socket count as movement: the server cannot answer what
     * it has not got, and the application may have been away. */
    if (f->stall.since == 0 || f->stall.sent != s->out.pos_sent) {
        f->stall.since = now;
        f->stall.sent = s->out.pos_sent;
    }
    if (now - f->stall.since <= s2_patience(s))
        return LIBSSH2_ERROR_EAGAIN;
    f->stall.since = 0;
    return s2_fail(&s->err, LIBSSH2_ERROR_TIMEOUT, "%s %.*s: no answer within %ld s",
                   action, (int)s2_min(f->path.n, 256), (const char *)f->path.p,
                   s->read_timeout_s);
}
