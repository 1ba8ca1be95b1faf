/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Files and directories as objects: open, close, offset, attributes by handle, and what
 * reading and writing share. */
#include "sftp/sf.h"

/* --- The object ---------------------------------------------------------------------
 */

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

void s2_sf_file_orphan(s2_file *f)
{
    s2_op_end_owner(f->s, f);
    if (f->t)
        s2_req_disown(&f->t->reqs, f);
    s2_list_del(&f->link);
    s2_sf_reader_free(f);
    s2_sf_lister_free(f);
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

s2_sftp *s2_file_sftp(const s2_file *f)
{
    return f->t;
}

s2_session *s2_file_session(const s2_file *f)
{
    return f->s;
}

/* --- What is under way ---------------------------------------------------------------
 */

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
        s2_sf_reader_forget(f);
    if (late == S2_REQ_OWED && f->fault.code && !f->lost.code)
        f->lost = f->fault;
    f->fault.code = 0;
    s2_ring_rewind(&f->ring, off);
    s2_sf_moved(f);
}

int s2_sf_file_use(s2_file *f, enum s2_sf_use use, unsigned log2_slots)
{
    uint64_t off = s2_ring_off(&f->ring);
    int rc;

    if (f->use == use)
        return 0;
    s2_sf_file_forget(f, off, S2_REQ_OWED);
    s2_sf_reader_free(f);
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

/* --- Waiting
 * -------------------------------------------------------------------------- */

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

/* --- Offset
 * ---------------------------------------------------------------------------- */

uint64_t s2_file_tell(const s2_file *f)
{
    return s2_ring_off(&f->ring);
}

void s2_file_seek(s2_file *f, uint64_t off)
{
    if (!f->t)
        return;
    f->rd.eof = false;
    if (off == s2_ring_off(&f->ring) && s2_ring_used(&f->ring) == 0)
        return;
    s2_sf_file_forget(f, off, S2_REQ_OWED);
}

/* --- Open
 * ------------------------------------------------------------------------------- */

static int take_handle(struct s2_sf_op *q, struct s2_rd *r)
{
    struct s2_span handle = s2_rd_str(r);

    if (!s2_rd_ok(r) || handle.n > S2_SFTP_HANDLE_MAX)
        return LIBSSH2_ERROR_SFTP_PROTOCOL;
    q->result.file = s2_sf_file_new(q->t, handle, s2_span(q->path.p, q->path.n));
    if (q->result.file)
        return 0;
    s2_sf_close_quietly(q->t, handle);
    return LIBSSH2_ERROR_ALLOC;
}

static const struct s2_sf_row row_open = {
    S2_SF_TYPE("OPEN"), FXP_OPEN, S2_ARG_PATH | S2_ARG_FLAGS | S2_ARG_ATTRS,
    FXP_HANDLE,         0,        NULL,
    take_handle};

static const struct s2_sf_row row_opendir = {
    S2_SF_TYPE("OPENDIR"), FXP_OPENDIR, S2_ARG_PATH, FXP_HANDLE, 0, NULL, take_handle};

static int open_by(s2_sftp *t, const struct s2_sf_row *row,
                   const struct s2_sf_args *args, s2_file **f)
{
    struct s2_sf_op *q;
    int rc = s2_sf_call(t, row, args, &q);

    if (!rc) {
        *f = q->result.file;
        q->result.file = NULL;
    }
    return s2_sf_end(q, rc);
}

int s2_file_open(s2_sftp *t, struct s2_span path, uint32_t flags,
                 const LIBSSH2_SFTP_ATTRIBUTES *attrs, s2_file **f)
{
    struct s2_sf_args args = {NULL, path, {NULL, 0}, flags, attrs};

    return open_by(t, &row_open, &args, f);
}

int s2_file_opendir(s2_sftp *t, struct s2_span path, s2_file **f)
{
    struct s2_sf_args args = {NULL, path, {NULL, 0}, 0, NULL};

    return open_by(t, &row_opendir, &args, f);
}

/* --- Close
 * ------------------------------------------------------------------------------- */

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

/* The server answers in any order: the writes before CLOSE may be last. */
static int close_await_writes(s2_session *s, struct s2_op *o)
{
    struct s2_sf_op *q = S2_CONTAINER_OF(o, struct s2_sf_op, op);
    int rc;

    (void)s;
    if (q->file->owed == 0)
        return S2_NEXT;
    rc = s2_sf_alive(q->t);
    return rc ? rc : S2_WAIT;
}

static s2_step *const close_steps[] = {s2_sf_await, close_await_writes};
static const struct s2_sf_row row_close = {{"CLOSE", sizeof(struct s2_sf_op),
                                            close_steps, S2_COUNT(close_steps), false,
                                            s2_sf_op_drop},
                                           FXP_CLOSE,
                                           S2_ARG_HANDLE,
                                           FXP_STATUS,
                                           0,
                                           NULL,
                                           NULL};

int s2_file_close(s2_file *f)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, NULL};
    struct s2_sf_status lost;
    s2_sftp *t = f->t;
    int rc = 0;

    if (t) {
        s2_sf_file_forget(f, s2_ring_off(&f->ring), S2_REQ_OWED);
        rc = s2_sf_simple(t, &row_close, &args);
    }
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    lost = f->lost;
    if (t && lost.code && (!rc || rc == LIBSSH2_ERROR_SFTP_PROTOCOL))
        rc = s2_sf_refused(t, "WRITE", f->path, &lost);
    s2_sf_file_free(f);
    return rc;
}

/* --- Attributes by handle
 * ------------------------------------------------------------------- */

static int take_attrs(struct s2_sf_op *q, struct s2_rd *r)
{
    s2_attr_read(r, &q->result.attrs);
    return 0;
}

static const struct s2_sf_row row_fstat = {
    S2_SF_TYPE("FSTAT"), FXP_FSTAT, S2_ARG_HANDLE, FXP_ATTRS, 0, NULL, take_attrs};

static const struct s2_sf_row row_fsetstat = {S2_SF_TYPE("FSETSTAT"),
                                              FXP_FSETSTAT,
                                              S2_ARG_HANDLE | S2_ARG_ATTRS,
                                              FXP_STATUS,
                                              0,
                                              NULL,
                                              NULL};

/* Fields that the server does not send keep what the application has in them. */
static void merge_attrs(LIBSSH2_SFTP_ATTRIBUTES *to,
                        const LIBSSH2_SFTP_ATTRIBUTES *from)
{
    to->flags = from->flags;
    if (from->flags & LIBSSH2_SFTP_ATTR_SIZE)
        to->filesize = from->filesize;
    if (from->flags & LIBSSH2_SFTP_ATTR_UIDGID) {
        to->uid = from->uid;
        to->gid = from->gid;
    }
    if (from->flags & LIBSSH2_SFTP_ATTR_PERMISSIONS)
        to->permissions = from->permissions;
    if (from->flags & LIBSSH2_SFTP_ATTR_ACMODTIME) {
        to->atime = from->atime;
        to->mtime = from->mtime;
    }
}

int s2_file_stat(s2_file *f, LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, NULL};
    struct s2_sf_op *q;
    int rc = s2_sf_file_begin(f);

    if (rc)
        return rc;
    rc = s2_sf_call(f->t, &row_fstat, &args, &q);
    if (!rc)
        merge_attrs(attrs, &q->result.attrs);
    return s2_sf_end(q, rc);
}

int s2_file_setstat(s2_file *f, const LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, attrs};
    int rc = s2_sf_file_begin(f);

    return rc ? rc : s2_sf_simple(f->t, &row_fsetstat, &args);
}
